// Maps the tables of Data/Schema, which are written by hand; each feature has its mapping in this folder
// (…Mapping.cs). Names are snake_case by convention.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.Products;
using Shop.Commerce.RestockNotices;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Data;

/// <summary>The unit of work on the commerce database.</summary>
public sealed class CommerceDb(DbContextOptions<CommerceDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public const string ConnectionName = "commercedb";

    /// <summary>The role that the service signs in as; it owns nothing.</summary>
    public const string Login = "commerce_service";

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<Banner> Banners => Set<Banner>();

    public DbSet<RestockNotice> RestockNotices => Set<RestockNotice>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<PaymentEvent> PaymentEvents => Set<PaymentEvent>();

    public DbSet<LeavingShopper> LeavingShoppers => Set<LeavingShopper>();

    public DbSet<WithdrawnShopper> WithdrawnShoppers => Set<WithdrawnShopper>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>
    /// The connection itself, open, for what EF cannot say: several statements in one exchange
    /// (<see cref="NpgsqlBatch"/>). It is closed with this context.
    /// </summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        await Database.OpenConnectionAsync(ct);
        return (NpgsqlConnection)Database.GetDbConnection();
    }

    /// <summary>Lets the connection go for as long as something else than the database is waited for.</summary>
    public Task LetGoAsync() => Database.GetDbConnection().CloseAsync();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CommerceDb).Assembly);
}
