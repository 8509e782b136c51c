// Completes a withdrawal, 10 s after CLOSING was committed. The request that began it and the workers of all replicas
// may run this for the same account, in any order, concurrently or again after a crash: Commerce is only queried, and
// the lock of the member row decides which one completes it. If Commerce is unavailable, nothing is written.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Members;

namespace Shop.Account.Withdrawals;

/// <summary>Erases the person, or reopens the account. Returns null if the person is erased.</summary>
public sealed class FinishWithdrawal(AccountDb db, OpenOrders openOrders, TimeProvider clock)
{
    public async Task<Error?> RunAsync(Guid memberId, DateTimeOffset closingSince, CancellationToken ct)
    {
        if (await openOrders.CountAsync(memberId, ct) is not { } open)
        {
            return new Error.CommerceUnavailable();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var member = await db.Members
            .FromSql($"select * from members where id = {memberId} for update")
            .SingleAsync(ct);
        if (member.Status is MemberStatus.Withdrawn)
        {
            return null;
        }

        if (member.ClosingSince != closingSince)
        {
            // The account was reopened meanwhile and may be closing again: this count is too old to decide.
            return open > 0 ? new Error.OpenOrders() : new Error.CommerceUnavailable();
        }

        if (open > 0)
        {
            member.Reopen();
        }
        else
        {
            member.Withdraw(clock.GetUtcNow());
            await db.Sessions.Where(s => s.MemberId == memberId).ExecuteDeleteAsync(ct);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return open > 0 ? new Error.OpenOrders() : null;
    }
}
