// The storefront's own small database, shared by its replicas: sign-in sessions and Data Protection keys. It holds
// nothing about products, orders or payments. Names are snake_case by convention.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Shop.Web.Members;

namespace Shop.Web.Data;

/// <summary>The storefront's database.</summary>
public sealed class WebDb(DbContextOptions<WebDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public const string ConnectionName = "webdb";

    /// <summary>The role that the service signs in as; it owns nothing.</summary>
    public const string Login = "web_service";

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder model) => model.Entity<Session>().HasKey(s => s.Key);
}
