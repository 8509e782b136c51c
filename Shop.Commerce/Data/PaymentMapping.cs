using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Disputes;
using Shop.Commerce.Jobs;
using Shop.Commerce.Ledger;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.Refunds;

namespace Shop.Commerce.Data;

/// <summary>Maps payments, refunds, disputes, jobs and the ledger.</summary>
internal sealed class PaymentMapping :
    IEntityTypeConfiguration<Payment>, IEntityTypeConfiguration<Refund>, IEntityTypeConfiguration<LedgerEntry>,
    IEntityTypeConfiguration<PaymentDispute>, IEntityTypeConfiguration<PaymentJob>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.HasKey(payment => payment.Key);
        builder.HasOne(payment => payment.Order).WithOne(order => order.Payment)
            .HasForeignKey<Payment>(payment => payment.OrderId);
        builder.Ignore(payment => payment.OpenRefund);
        builder.Ignore(payment => payment.RefundableMinor);
        builder.HasMany(payment => payment.Refunds).WithOne().HasForeignKey(refund => refund.PaymentKey);
        builder.HasMany(payment => payment.Jobs).WithOne().HasForeignKey(job => job.PaymentKey);
        builder.HasMany(payment => payment.Disputes).WithOne().HasForeignKey(dispute => dispute.PaymentKey);
        builder.Property(payment => payment.OrderStatus).HasConversion<EnumNameConverter<OrderStatus>>();
        builder.Property(payment => payment.Status).HasConversion<EnumNameConverter<PaymentStatus>>();
        builder.Property(payment => payment.RefundReason).HasConversion<EnumNameConverter<RefundReason>>();
    }

    public void Configure(EntityTypeBuilder<Refund> builder)
    {
        builder.ToTable("refunds");
        builder.Property(refund => refund.Id).ValueGeneratedNever();
        builder.Ignore(refund => refund.IsOpen);
        builder.Ignore(refund => refund.ReasonCode);
        builder.Property(refund => refund.Origin).HasConversion<EnumNameConverter<RefundOrigin>>();
        builder.Property(refund => refund.Status).HasConversion<EnumNameConverter<RefundStatus>>();
    }

    public void Configure(EntityTypeBuilder<PaymentDispute> builder)
    {
        builder.ToTable("payment_disputes");
        builder.HasKey(dispute => new { dispute.PaymentKey, dispute.Id });
        builder.Ignore(dispute => dispute.IsOpen);
    }

    public void Configure(EntityTypeBuilder<PaymentJob> builder)
    {
        builder.ToTable("payment_jobs");
        builder.HasKey(job => new { job.PaymentKey, job.Kind });
        builder.Property(job => job.Kind).HasConversion<EnumNameConverter<PaymentJobKind>>();
    }

    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.Property(entry => entry.Event).HasConversion<EnumNameConverter<LedgerEntryKind>>();
        builder.Property(entry => entry.Source).HasConversion<EnumNameConverter<Source>>();
        builder.Property(entry => entry.Reason).HasConversion<EnumNameConverter<RefundReason>>();
        builder.HasOne<Payment>().WithMany().HasForeignKey(entry => entry.PaymentKey);
    }
}
