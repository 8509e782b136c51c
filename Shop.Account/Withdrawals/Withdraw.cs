// A shopper leaves. First CLOSING is committed: from then on GetUserInfo, sign-in and refresh refuse, so no new order
// can begin. An order that had just begun may still be committed, so the question whether any is open is asked 10 s
// later, and only its answer decides (FinishWithdrawal). This request waits for it, because the shopper must be told;
// whatever interrupts it, WithdrawalWorker carries on.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Members;
using Shop.Account.Sessions;

namespace Shop.Account.Withdrawals;

/// <summary>Closes the shopper's account; null when it is gone.</summary>
public sealed class Withdraw(
    AccountDb db, Passwords passwords, Throttle throttle, OpenOrders openOrders, FinishWithdrawal finish,
    WithdrawalSettings settings, TimeProvider clock)
{
    public async Task<Refusal?> RunAsync(WithdrawRequest request, CurrentShopper me, CancellationToken ct)
    {
        var member = await db.Members.AsNoTracking()
            .Where(m => m.Id == me.AccountId && m.Status != MemberStatus.Withdrawn)
            .Where(m => db.Sessions.Any(s => s.Id == me.SessionId && s.MemberId == m.Id))
            .Select(m => new { m.Id, m.Status, m.LoginId, m.PasswordHash })
            .SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return new Refusal.SessionOver();
        }

        // The session proves that the password was given before, so it is the known device of this attempt: failures of
        // others do not keep the shopper from leaving.
        var attempt = new PasswordAttempt.OnKnownDevice(member.LoginId!, me.SessionId);
        var wrong = await RefuseWrongPasswordAsync(attempt, member.PasswordHash!, request.Password, ct);
        if (wrong is not null)
        {
            return wrong;
        }

        // Most who cannot leave are told at once, and their account never closes. It decides nothing else.
        if (member.Status is MemberStatus.Active
            && RefusalOf(await openOrders.CountAsync(member.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        if (await CloseAsync(member.Id, ct) is not { } closingSince)
        {
            return null; // Another request, or the worker, has been quicker.
        }

        await Task.Delay(settings.Delay, clock, ct);
        var outcome = await finish.RunAsync(member.Id, closingSince, ct);
        if (outcome is Refusal.CommerceUnavailable)
        {
            // The shopper is told to try again, so everything is as if they had not come.
            await ReopenAsync(member.Id, closingSince, ct);
        }

        return outcome;
    }

    private static Refusal? RefusalOf(int? open) => open switch
    {
        null => new Refusal.CommerceUnavailable(),
        > 0 => new Refusal.OpenOrders(),
        _ => null,
    };

    private async Task<Refusal?> RefuseWrongPasswordAsync(
        PasswordAttempt attempt, string passwordHash, string password, CancellationToken ct)
    {
        if (await throttle.CheckAsync(attempt, ct) is { } tooMany)
        {
            return tooMany;
        }

        return await passwords.CompareAsync(passwordHash, password, ct) is PasswordMatch.Wrong
            ? await throttle.CountFailureAsync(attempt, ct) ?? new Refusal.InvalidCredentials()
            : await throttle.CheckAsync(attempt, ct);
    }

    // By the database's clock, which all replicas share. A repeat joins the withdrawal that is under way.
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
