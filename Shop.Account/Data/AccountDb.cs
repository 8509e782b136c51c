// Maps the tables of Data/Schema, which are written by hand. Names are snake_case by convention.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Shop.Account.Members;
using Shop.Account.Sessions;
using Shop.Account.SigningKeys;

namespace Shop.Account.Data;

/// <summary>The account database.</summary>
public sealed class AccountDb(DbContextOptions<AccountDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public const string ConnectionName = "accountdb";

    /// <summary>The role that the service signs in as; it owns nothing.</summary>
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
