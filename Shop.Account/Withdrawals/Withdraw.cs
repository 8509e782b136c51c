// A shopper withdraws. First CLOSING is committed: from then on GetUserInfo, sign-in and refresh refuse, so no new
// order can begin. An order that has just begun may still be committed, so the open orders are counted 10 s later, and
// only that count decides (FinishWithdrawal). This request waits for the result, to report it to the shopper. If it is
// interrupted, WithdrawalWorker completes the withdrawal.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Members;
using Shop.Account.Sessions;

namespace Shop.Account.Withdrawals;

/// <summary>Withdraws the shopper's account. Returns null if it is withdrawn.</summary>
public sealed class Withdraw(
    AccountDb db, Passwords passwords, Throttle throttle, OpenOrders openOrders, FinishWithdrawal finish,
    WithdrawalSettings settings, TimeProvider clock)
{
    public async Task<Error?> RunAsync(WithdrawRequest request, CurrentShopper me, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking()
            .Where(m => m.Id == me.AccountId && m.Status != MemberStatus.Withdrawn)
            .Where(m => db.Sessions.Any(s => s.Id == me.SessionId && s.MemberId == m.Id))
            .Select(m => new { m.Id, m.Status, m.LoginId, m.PasswordHash })
            .SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return new Error.SessionOver();
        }

        // The session proves that the password was entered before, so it counts as the known device of this attempt:
        // failures of others do not prevent the withdrawal.
        var attempt = new PasswordAttempt.OnKnownDevice(member.LoginId!, me.SessionId);
        var wrong = await RefuseWrongPasswordAsync(attempt, member.PasswordHash!, request.Password, ct);
        if (wrong is not null)
        {
            return wrong;
        }

        // Most shoppers with open orders are refused here at once, and their account never closes. Only the later count
        // decides about the others.
        if (member.Status is MemberStatus.Active
            && RefusalOf(await openOrders.CountAsync(member.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        if (await CloseAsync(member.Id, ct) is not { } closingSince)
        {
            return null; // Another request or the worker has completed it.
        }

        await Task.Delay(settings.Delay, clock, ct);
        var outcome = await finish.RunAsync(member.Id, closingSince, ct);
        if (outcome is Error.CommerceUnavailable)
        {
            // The response asks the shopper to try again, so the account is restored.
            await ReopenAsync(member.Id, closingSince, ct);
        }

        return outcome;
    }

    private static Error? RefusalOf(int? open) => open switch
    {
        null => new Error.CommerceUnavailable(),
        > 0 => new Error.OpenOrders(),
        _ => null,
    };

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

    // Uses the database's clock, which all replicas share. A repeat joins the withdrawal in progress.
    private async Task<DateTimeOffset?> CloseAsync(Guid memberId, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"""
            update members set status = 'CLOSING', closing_since = clock_timestamp()
            where id = {memberId} and status = 'ACTIVE'
            """, ct);
        return await db.Members.Where(m => m.Id == memberId).Select(m => m.ClosingSince).SingleAsync(ct);
    }

    private Task<int> ReopenAsync(Guid memberId, DateTimeOffset closingSince, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"""
            update members set status = 'ACTIVE', closing_since = null
            where id = {memberId} and status = 'CLOSING' and closing_since = {closingSince}
            """, ct);
}
