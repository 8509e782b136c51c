using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Disputes;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;

namespace Shop.Commerce.Data;

/// <summary>Maps payments, refunds and the ledger.</summary>
internal sealed class PaymentMapping :
    IEntityTypeConfiguration<Payment>, IEntityTypeConfiguration<Refund>, IEntityTypeConfiguration<PaymentEvent>,
    IEntityTypeConfiguration<PaymentDispute>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.HasKey(payment => payment.Key);
        builder.HasOne(payment => payment.Order).WithOne(order => order.Payment)
            .HasForeignKey<Payment>(payment => payment.OrderId);
        builder.Ignore(payment => payment.OpenRefund);
        builder.Ignore(payment => payment.RestMinor);
        builder.HasMany(payment => payment.Refunds).WithOne().HasForeignKey(refund => refund.PaymentKey);
        builder.HasMany(payment => payment.Disputes).WithOne().HasForeignKey(dispute => dispute.PaymentKey);
        builder.Property(payment => payment.OrderStatus).HasConversion<UpperSnakeConverter<OrderStatus>>();
        builder.Property(payment => payment.Status).HasConversion<UpperSnakeConverter<PaymentStatus>>();
        builder.Property(payment => payment.OwedBecause).HasConversion<UpperSnakeConverter<DebtReason>>();
    }

    public void Configure(EntityTypeBuilder<Refund> builder)
    {
        builder.ToTable("refunds");
        builder.Property(refund => refund.Id).ValueGeneratedNever();
        builder.Ignore(refund => refund.IsOpen);
        builder.Ignore(refund => refund.Because);
        builder.Property(refund => refund.Origin).HasConversion<UpperSnakeConverter<RefundOrigin>>();
        builder.Property(refund => refund.Status).HasConversion<UpperSnakeConverter<RefundStatus>>();
    }

    public void Configure(EntityTypeBuilder<PaymentDispute> builder)
    {
        builder.ToTable("payment_disputes");
        builder.HasKey(dispute => new { dispute.PaymentKey, dispute.Id });
        builder.Ignore(dispute => dispute.IsOpen);
    }

    public void Configure(EntityTypeBuilder<PaymentEvent> builder)
    {
        builder.Property(recorded => recorded.Event).HasConversion<UpperSnakeConverter<PaymentEventKind>>();
        builder.Property(recorded => recorded.Reporter).HasConversion<UpperSnakeConverter<Reporter>>();
        builder.Property(recorded => recorded.Reason).HasConversion<UpperSnakeConverter<DebtReason>>();
        builder.HasOne<Payment>().WithMany().HasForeignKey(recorded => recorded.PaymentKey);
    }
}
