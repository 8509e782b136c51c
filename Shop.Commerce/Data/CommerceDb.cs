// The commerce database as this service sees it: through a role that owns nothing, so that the schema binds the service
// itself. Each feature brings its own mapping (…Mapping.cs in this folder).
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.Products;
using Shop.Commerce.Shoppers;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Data;

/// <summary>The unit of work on the commerce database.</summary>
public sealed class CommerceDb(DbContextOptions<CommerceDb> options) : DbContext(options)
{
    public const string ConnectionName = "commercedb";
    public const string Role = "commerce_service";

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<Banner> Banners => Set<Banner>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<PaymentEvent> PaymentEvents => Set<PaymentEvent>();

    public DbSet<LeavingShopper> LeavingShoppers => Set<LeavingShopper>();

    public DbSet<WithdrawnShopper> WithdrawnShoppers => Set<WithdrawnShopper>();

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

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CommerceDb).Assembly);
        modelBuilder.UseSnakeCase();
    }
}
