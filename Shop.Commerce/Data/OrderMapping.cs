using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shop.Commerce.Orders;

namespace Shop.Commerce.Data;

/// <summary>Maps orders and their lines.</summary>
internal sealed class OrderMapping : IEntityTypeConfiguration<Order>, IEntityTypeConfiguration<OrderLine>
{
    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.Property(order => order.Id).ValueGeneratedNever();
        builder.Ignore(order => order.HasEnded);
        builder.Property(order => order.Status).HasConversion<EnumNameConverter<OrderStatus>>();
        builder.HasMany(order => order.Lines).WithOne().HasForeignKey(line => line.OrderId);
    }

    public void Configure(EntityTypeBuilder<OrderLine> builder)
    {
        builder.ToTable("order_lines");
        builder.HasKey(line => new { line.OrderId, line.LineNumber });
        builder.Property(line => line.LineNumber).ValueGeneratedNever();
        builder.Ignore(line => line.LineTotalWon);
    }
}
