// How the tables of Data/Schema look from C#. The schema is written by hand and rules; this only maps.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Members;
using Shop.Account.Sessions;
using Shop.Account.SigningKeys;
using Shop.ServiceDefaults;

namespace Shop.Account.Data;

/// <summary>The account database.</summary>
public sealed class AccountDb(DbContextOptions<AccountDb> options) : DbContext(options)
{
    public const string ConnectionName = "accountdb";

    /// <summary>The role that the service works as; it owns nothing.</summary>
    public const string Role = "account_service";

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Member>(member =>
        {
            member.ToTable("members").HasKey(m => m.Id);
            member.Property(m => m.Status).HasConversion(
                status => status.ToString().ToUpperInvariant(),
                text => Enum.Parse<MemberStatus>(text, ignoreCase: true));
        });
        model.Entity<Session>().ToTable("sessions").HasKey(s => s.Id);
        model.Entity<RefreshToken>().ToTable("refresh_tokens").HasKey(t => t.Hash);
        model.Entity<RefreshToken>().HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId);
        model.Entity<SigningKey>().ToTable("signing_keys").HasKey(k => k.Kid);
        model.UseSnakeCase();
    }
}
