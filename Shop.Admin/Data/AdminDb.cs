// The EF Core model of Admin's tables: sessions and Data Protection keys, shared by its replicas. Everything else is in
// the databases of Account and Commerce. A naming convention makes the names snake_case.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Shop.Admin.Data;

public sealed class AdminDb(DbContextOptions<AdminDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public const string ConnectionName = "admindb";

    /// <summary>The role that the service connects as; it owns nothing.</summary>
    public const string Login = "admin_service";

    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder model) => model.Entity<Session>().HasKey(s => s.Key);
}
