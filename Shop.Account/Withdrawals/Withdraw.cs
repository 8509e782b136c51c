// A shopper withdraws. Commerce closes the shopper first: it refuses while an order is open, and a closed shopper can
// order no more. Then the person is erased here. If this is interrupted in between, the shopper can still sign in, and
// repeats the withdrawal; both steps are idempotent.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Members;
using Shop.Account.Sessions;

namespace Shop.Account.Withdrawals;

/// <summary>Withdraws the shopper's account.</summary>
public sealed class Withdraw(
    AccountDb db, Passwords passwords, Throttle throttle, CommerceClient commerce, TimeProvider clock)
{
    /// <summary>Returns null if the account is withdrawn, otherwise the error.</summary>
    public async Task<Error?> RunAsync(WithdrawRequest request, CurrentShopper me, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking()
            .Where(m => m.Id == me.AccountId && m.Status == MemberStatus.Active)
            .Where(m => db.Sessions.Any(s => s.Id == me.SessionId && s.MemberId == m.Id))
            .Select(m => new { m.Id, m.LoginId, m.PasswordHash })
            .SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return new Error.SessionOver();
        }

        // The session proves that the password was entered before, so it counts as the known device of this attempt:
        // failures of others do not prevent the withdrawal.
        var attempt = new PasswordAttempt.OnKnownDevice(member.LoginId!, me.SessionId);
        if (await RefuseWrongPasswordAsync(attempt, member.PasswordHash!, request.Password, ct) is { } wrong)
        {
            return wrong;
        }

        switch (await commerce.CloseShopperAsync(member.Id, ct))
        {
            case null:
                return new Error.CommerceUnavailable();
            case false:
                return new Error.OpenOrders();
            case true:
                await EraseAsync(member.Id, ct);
                return null;
        }
    }

    private async Task<Error?> RefuseWrongPasswordAsync(
        PasswordAttempt attempt, string passwordHash, string password, CancellationToken ct)
    {
        if (await throttle.CheckAsync(attempt, ct) is { } tooMany)
        {
            return tooMany;
        }

        return await passwords.CompareAsync(passwordHash, password, ct) is PasswordMatch.Wrong
            ? await throttle.CountFailureAsync(attempt, ct) ?? new Error.InvalidCredentials()
            : await throttle.CheckAsync(attempt, ct);
    }

    private async Task EraseAsync(Guid memberId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var member = await db.Members
            .FromSql($"select * from members where id = {memberId} for update")
            .SingleAsync(ct);
        if (member.Status is MemberStatus.Withdrawn)
        {
            return; // A concurrent request has withdrawn the account.
        }

        member.Withdraw(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await db.Sessions.Where(s => s.MemberId == memberId).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
