// The EF Core model of Commerce's tables. The SQL scripts in Data/Schema create the tables; a naming convention makes
// the names snake_case. Each feature has its mapping in this folder (…Mapping.cs).
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Ledger;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.Products;
using Shop.Commerce.RestockNotices;
using Shop.Commerce.Shoppers;
using Shop.Commerce.Webhooks;

namespace Shop.Commerce.Data;

/// <summary>Commerce's database.</summary>
public sealed class CommerceDb(DbContextOptions<CommerceDb> options) : DbContext(options), IDataProtectionKeyContext
{
    /// <summary>The name of the connection string and of the database.</summary>
    public const string ConnectionName = "commercedb";

    /// <summary>The role that the service connects as; it owns nothing.</summary>
    public const string Login = "commerce_service";

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<Banner> Banners => Set<Banner>();

    public DbSet<RestockNotice> RestockNotices => Set<RestockNotice>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Payment> Payments => Set<Payment>();

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

    /// <summary>Returns the connection to the pool before a call to another service. EF Core opens it again.</summary>
    public Task LetGoAsync() => Database.GetDbConnection().CloseAsync();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CommerceDb).Assembly);
}
