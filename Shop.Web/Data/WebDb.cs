// The EF Core model of Web's tables: sign-in sessions and Data Protection keys, shared by its replicas. Products,
// orders and payments are in Commerce's database. A naming convention makes the names snake_case.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Shop.Web.Data;

public sealed class WebDb(DbContextOptions<WebDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public const string ConnectionName = "webdb";

    /// <summary>The role that the service connects as; it owns nothing.</summary>
    public const string Login = "web_service";

    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder model) => model.Entity<Session>().HasKey(s => s.Key);
}
