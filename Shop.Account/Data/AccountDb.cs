// The EF Core model of Account's tables. The SQL scripts in Data/Schema create the tables; a naming convention makes
// the names snake_case.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Shop.Account.Identities;
using Shop.Account.Members;
using Shop.Account.Operators;
using Shop.Account.Sessions;
using Shop.Account.SigningKeys;
using Shop.Account.Throttling;
using Shop.ServiceDefaults.Audit;

namespace Shop.Account.Data;

public sealed class AccountDb(DbContextOptions<AccountDb> options)
    : DbContext(options), IDataProtectionKeyContext, IAuditDb
{
    /// <summary>The name of the connection string and of the database.</summary>
    public const string ConnectionName = "accountdb";

    /// <summary>The role that the service logs in as; it owns nothing.</summary>
    public const string Login = "account_service";

    public DbSet<Member> Members => Set<Member>();
    public DbSet<UsedVerification> UsedVerifications => Set<UsedVerification>();
    public DbSet<StoredPeppers> CiPepper => Set<StoredPeppers>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<FailureCount> Throttles => Set<FailureCount>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<Operator> Operators => Set<Operator>();
    public DbSet<OperatorRecoveryCode> OperatorRecoveryCodes => Set<OperatorRecoveryCode>();
    public DbSet<OperatorLink> OperatorLinks => Set<OperatorLink>();
    public DbSet<OperatorSession> OperatorSessions => Set<OperatorSession>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>
    /// The signed-in member. Empty after a withdrawal or after the session has ended, because the access token is valid
    /// longer than the session.
    /// </summary>
    public IQueryable<Member> MemberOf(CurrentShopper me) => Members
        .Where(member => member.Id == me.AccountId && member.Status == MemberStatus.Active)
        .Where(member => Sessions.Any(session => session.Id == me.SessionId && session.MemberId == member.Id));

    /// <summary>Reads a member and locks its row until the transaction ends.</summary>
    public Task<Member> LockMemberAsync(Guid id, CancellationToken ct) =>
        Members.FromSql($"select * from members where id = {id} for update").SingleAsync(ct);

    /// <summary>
    /// Locks the row of an operator until the transaction ends and reads it; null if there is none. Clears the change
    /// tracker, because EF Core keeps the values of entities that it has read: call it before adding or changing any.
    /// </summary>
    public async Task<Operator?> ReloadOperatorForUpdateAsync(Guid id, CancellationToken ct)
    {
        ChangeTracker.Clear();
        return await Operators.FromSql($"select * from operators where id = {id} for update").SingleOrDefaultAsync(ct);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Member>().Property(member => member.Status).HasConversion(
            status => status.ToUpperSnake(), text => EnumNames.Parse<MemberStatus>(text));
        model.Entity<StoredPeppers>().HasKey(peppers => peppers.OnlyRow);
        model.Entity<RefreshToken>().HasKey(token => token.Hash);
        model.Entity<RefreshToken>().HasOne<Session>().WithMany().HasForeignKey(token => token.SessionId);
        model.Entity<FailureCount>().HasKey(count => count.Key);
        model.Entity<SigningKey>().HasKey(key => key.Kid);
        model.Entity<Operator>().Property(of => of.Role).HasConversion(
            role => role.ToUpperSnake(), text => EnumNames.Parse<OperatorRole>(text));
        model.Entity<OperatorLink>().HasKey(link => link.OperatorId);
        model.Entity<OperatorRecoveryCode>().HasKey(code => new { code.OperatorId, code.Hash });
        model.Entity<OperatorRecoveryCode>().HasOne<Operator>().WithMany().HasForeignKey(code => code.OperatorId);
        model.Entity<OperatorLink>().HasOne<Operator>().WithOne().HasForeignKey<OperatorLink>(l => l.OperatorId);
        model.Entity<OperatorSession>().HasOne<Operator>().WithMany().HasForeignKey(session => session.OperatorId);
        model.AddAuditLog();
    }
}
