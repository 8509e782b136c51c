// The EF Core model of Commerce's tables, which the SQL scripts in Data/Schema create. Conventions give tables and
// columns their snake_case names, store enums as their names, and leave ids to the program. Writes go through EF Core,
// and reads through LINQ or SqlQuery; a hand-written batch is used only where a round-trip budget needs it.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Shop.Commerce.Carts;
using Shop.Commerce.Disputes;
using Shop.Commerce.Jobs;
using Shop.Commerce.Operators.BackOffice;
using Shop.Commerce.Orders.Shipments;
using Shop.Commerce.Products;
using Shop.Commerce.RestockNotices;
using Shop.Commerce.Webhooks;
using Shop.ServiceDefaults.Audit;

namespace Shop.Commerce.Data;

public sealed class CommerceDb : DbContext, IDataProtectionKeyContext, IAuditDb
{
    /// <summary>The name of the connection string and of the database.</summary>
    public const string ConnectionName = "commercedb";

    /// <summary>The role that the service connects as; it owns nothing.</summary>
    public const string Login = "commerce_service";

    private const string HidesClosedShoppers = nameof(HidesClosedShoppers);

    // A failed save ends its transaction, so no savepoint is needed. Each would cost two round trips.
    public CommerceDb(DbContextOptions<CommerceDb> options) : base(options) => Database.AutoSavepointsEnabled = false;

    public DbSet<Category> Categories => Set<Category>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<Banner> Banners => Set<Banner>();
    public DbSet<RestockNotice> RestockNotices => Set<RestockNotice>();
    public DbSet<Cart> Carts => Set<Cart>();
    public DbSet<CartLine> CartLines => Set<CartLine>();

    /// <summary>The orders, without those of shoppers who have withdrawn.</summary>
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>All orders, also those of shoppers who have withdrawn.</summary>
    public IQueryable<Order> AllOrders => Orders.IgnoreQueryFilters([HidesClosedShoppers]);

    public DbSet<OrderLine> OrderLines => Set<OrderLine>();
    public DbSet<Courier> Couriers => Set<Courier>();
    public DbSet<Shipment> Shipments => Set<Shipment>();
    public DbSet<OrderNote> OrderNotes => Set<OrderNote>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<Payment> Payments => Set<Payment>();
    public DbSet<Refund> Refunds => Set<Refund>();
    public DbSet<PaymentDispute> PaymentDisputes => Set<PaymentDispute>();
    public DbSet<PaymentJob> PaymentJobs => Set<PaymentJob>();
    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<Shopper> Shoppers => Set<Shopper>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>
    /// Opens and returns the connection, for statements that EF Core cannot send: several in one round trip
    /// (<see cref="NpgsqlBatch"/>). It is closed with this context.
    /// </summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        await Database.OpenConnectionAsync(ct);
        return (NpgsqlConnection)Database.GetDbConnection();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Category>().HasKey(category => category.Name);
        modelBuilder.Entity<Category>().Property(category => category.Name).HasColumnName("category");
        modelBuilder.Entity<RestockNotice>().HasKey(notice => new { notice.ShopperId, notice.ProductId });
        modelBuilder.Entity<Cart>().HasKey(cart => cart.ShopperId);
        modelBuilder.Entity<Cart>().HasMany(cart => cart.Lines).WithOne().HasForeignKey(line => line.ShopperId);
        modelBuilder.Entity<CartLine>().HasKey(line => new { line.ShopperId, line.ProductId });
        modelBuilder.Entity<OrderLine>().HasKey(line => new { line.OrderId, line.LineNumber });
        modelBuilder.Entity<Courier>().HasKey(courier => courier.Name);
        modelBuilder.Entity<Courier>().Property(courier => courier.Name).HasColumnName("courier");
        modelBuilder.Entity<Shipment>().HasKey(shipment => shipment.OrderId);
        modelBuilder.Entity<Shipment>().Property(shipment => shipment.CourierName).HasColumnName("courier");
        modelBuilder.Entity<Shipment>().HasOne(shipment => shipment.Courier).WithMany()
            .HasForeignKey(shipment => shipment.CourierName);
        modelBuilder.AddAuditLog();
        modelBuilder.Entity<Payment>().HasKey(payment => payment.Key);
        modelBuilder.Entity<Payment>().HasOne(payment => payment.Order).WithOne(order => order.Payment)
            .HasForeignKey<Payment>(payment => payment.OrderId);
        modelBuilder.Entity<PaymentDispute>().HasKey(dispute => new { dispute.PaymentKey, dispute.Id });
        modelBuilder.Entity<PaymentJob>().HasKey(job => new { job.PaymentKey, job.Kind });
        modelBuilder.Entity<LedgerEntry>().HasOne<Payment>().WithMany().HasForeignKey(entry => entry.PaymentKey);

        // Payments are not hidden: a late capture is recorded. EF Core warns of a filter on one side of a relationship
        // only, so they have one that hides nothing.
        modelBuilder.Entity<Payment>().HasQueryFilter(HidesClosedShoppers, payment => true);
        modelBuilder.Entity<Order>().HasQueryFilter(HidesClosedShoppers, order =>
            !Shoppers.Any(shopper => shopper.Id == order.ShopperId && shopper.ClosedAt != null));

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (type.IsEnum)
            {
                property.SetValueConverter(typeof(EnumNameConverter<>).MakeGenericType(type));
            }
            else if (type == typeof(Guid))
            {
                property.ValueGenerated = ValueGenerated.Never;
            }
        }
    }

    /// <summary>Stores an enum as its name in upper snake case.</summary>
    private sealed class EnumNameConverter<T>() : ValueConverter<T, string>(
        value => value.ToUpperSnake(), text => EnumNames.Parse<T>(text)) where T : struct, Enum;
}
