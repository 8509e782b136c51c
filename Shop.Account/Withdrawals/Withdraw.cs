// A shopper withdraws. Commerce closes the shopper first: it refuses while an order is open, and a closed shopper can
// order no more. Then Account erases the member's personal data. If this is interrupted in between, the shopper can
// still sign in and repeat the withdrawal; both steps are idempotent.
using Shop.Account.Members;
using Shop.Account.Sessions;
using Shop.Account.Throttling;

namespace Shop.Account.Withdrawals;

public sealed class Withdraw(AccountDb db, Throttle throttle, CommerceClient commerce, TimeProvider clock)
{
    /// <summary>Returns null if the account is withdrawn, otherwise the error.</summary>
    public async Task<Error?> RunAsync(WithdrawRequest request, CurrentShopper me, CancellationToken ct)
    {
        var member = await db.MemberOf(me)
            .Select(member => new { member.LoginId, member.PasswordHash })
            .SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return Error.SessionOver;
        }

        // The session proves that the password was entered before, so it counts as the known device of this attempt:
        // failures of others do not prevent the withdrawal.
        var attempt = new PasswordAttempt.OnKnownDevice(member.LoginId!, me.SessionId);
        var compared = await throttle.CompareAsync(attempt, member.PasswordHash, request.Password, ct);
        if (!compared.Succeeded(out _, out var error))
        {
            return error;
        }

        switch (await commerce.CloseShopperAsync(me.AccountId, ct))
        {
            case CloseShopperResult.Closed:
                await EraseAsync(me.AccountId, CancellationToken.None); // Commerce has closed the shopper.
                return null;
            case CloseShopperResult.HasOpenOrders:
                return Error.OpenOrders;
            case CloseShopperResult.Unavailable:
                return Error.CommerceUnavailable;
            case var result:
                throw new InvalidOperationException($"Unknown result {result}.");
        }
    }

    private async Task EraseAsync(Guid memberId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var member = await db.LockMemberAsync(memberId, ct);
        if (member.Status is MemberStatus.Withdrawn)
        {
            return; // A concurrent request has withdrawn the account.
        }

        member.Withdraw(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await db.Sessions.Where(session => session.MemberId == memberId).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
