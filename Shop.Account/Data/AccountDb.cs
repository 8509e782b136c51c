// The EF Core model of Account's tables. The SQL scripts in Data/Schema create the tables; a naming convention makes
// the names snake_case.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Shop.Account.Members;
using Shop.Account.Sessions;
using Shop.Account.SigningKeys;

namespace Shop.Account.Data;

/// <summary>Account's database.</summary>
public sealed class AccountDb(DbContextOptions<AccountDb> options) : DbContext(options), IDataProtectionKeyContext
{
    /// <summary>The name of the connection string and of the database.</summary>
    public const string ConnectionName = "accountdb";

    /// <summary>The role that the service logs in as; it owns nothing.</summary>
    public const string Login = "account_service";

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Member>().Property(m => m.Status).HasConversion(
            status => status.ToString().ToUpperInvariant(),
            text => Enum.Parse<MemberStatus>(text, ignoreCase: true));
        model.Entity<RefreshToken>().HasKey(t => t.Hash);
        model.Entity<RefreshToken>().HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId);
        model.Entity<SigningKey>().HasKey(k => k.Kid);
    }
}
