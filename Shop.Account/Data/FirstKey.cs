using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Shop.Account.Data;

/// <summary>
/// Sees to it that the key ring has a key before anyone joins. Two replicas that both meet an empty ring would each
/// make a key that the other learns of only a day later, and could not read each other's members; so one makes it.
/// </summary>
public sealed class FirstKey(AccountDb db, IDataProtectionProvider protection)
{
    private const long Lock = 0x4B455952;

    public async Task EnsureAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({Lock})", ct);
        protection.CreateProtector("first key").Protect([]);
        await transaction.CommitAsync(ct);
    }
}
