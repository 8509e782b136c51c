// Opens a session with a login id and a password. A caller that does not know both learns nothing: an unknown login id,
// a withdrawn account and a wrong password take the same steps and the same time, and get the same response.
using Shop.Account.Credentials;
using Shop.Account.Members;
using Shop.Account.Throttling;

namespace Shop.Account.Sessions;

public sealed class SignIn(
    AccountDb db, Passwords passwords, Throttle throttle, AccessTokens tokens, DeviceTokens devices,
    SessionSettings settings, TimeProvider clock)
{
    /// <summary>
    /// Opens a session. Errors: INVALID_CREDENTIALS, or TOO_MANY_ATTEMPTS with the time until the next attempt.
    /// </summary>
    public async Task<Result<SignInReply>> RunAsync(
        SignInRequest request, ShopperIp ip, CancellationToken ct)
    {
        var device = devices.Read(request.DeviceToken);

        // No account has the empty login id, whereas withdrawn accounts have null.
        var loginId = LoginId.Parse(request.LoginId) ?? "";
        var found = await db.Members.AsNoTracking()
            .Where(member => member.LoginId == loginId && member.Status == MemberStatus.Active)
            .Select(member => new { member.Id, member.PasswordHash, member.PasswordVersion })
            .SingleOrDefaultAsync(ct);
        PasswordAttempt attempt =
            device is not null && (device.MemberId, device.PasswordVersion) == (found?.Id, found?.PasswordVersion)
                ? new PasswordAttempt.OnKnownDevice(request.LoginId, device.Id)
                : new PasswordAttempt.FromNetwork(request.LoginId, ip);
        var compared = await throttle.CompareAsync(attempt, found?.PasswordHash, request.Password, ct);
        if (!compared.Succeeded(out var match, out var error))
        {
            return error;
        }

        var rehashed = match is PasswordMatch.RightButWeaklyHashed
            ? await passwords.HashAsync(request.Password, ct)
            : null;
        if (await OpenAsync(found!.Id, found.PasswordHash!, rehashed, ct) is not { } opened)
        {
            return Error.InvalidCredentials;
        }

        await throttle.ForgetAsync(attempt, ct);
        return opened;
    }

    private async Task<SignInReply?> OpenAsync(
        Guid memberId, string comparedHash, string? rehashed, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Read again under the lock: a password that was reset during the comparison opens no session, and a session is
        // either written before all sessions of the member end, or not at all.
        var member = await db.LockMemberAsync(memberId, ct);
        if (member.Status is not MemberStatus.Active || member.PasswordHash != comparedHash)
        {
            return null;
        }

        if (rehashed is not null)
        {
            member.Rehash(rehashed);
        }

        var session = Session.Start(memberId, now);
        var (token, text) = session.Issue(parent: null, settings.RefreshTokenLifetime, now);
        db.Add(session);
        db.Add(token);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        var issued = tokens.Issue(session, text, now);
        return new(
            issued.AccessToken, issued.ExpiresAt, issued.RefreshToken,
            devices.Issue(memberId, member.PasswordVersion));
    }
}
