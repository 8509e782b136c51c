// Opens a session with a login id and a password. A caller that does not know both learns nothing: an unknown login id,
// a withdrawn account and a wrong password take the same steps and the same time, and get the same response.
// A sign-in takes three round trips to the database: it reads the member with its failure counts, reads the counts
// again after the comparison, and writes the session. A weak hash and earlier failures cost one more round trip each.
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
        PasswordAttempt attempt = new PasswordAttempt.FromNetwork(request.LoginId, ip);
        var onDevice = device is null ? null : new PasswordAttempt.OnKnownDevice(request.LoginId, device.Id);
        var (found, failures) = await FindAsync(request.LoginId, throttle.KeysOf(attempt, onDevice), ct);
        if (onDevice is not null && (device?.MemberId, device?.PasswordVersion) == (found?.Id, found?.PasswordVersion))
        {
            attempt = onDevice;
        }

        var compared = await throttle.CompareAsync(attempt, failures, found?.PasswordHash, request.Password, ct);
        if (!compared.Succeeded(out var match, out var error))
        {
            return error;
        }

        if (await OpenAsync(found!, ct) is not { } opened)
        {
            return Error.InvalidCredentials;
        }

        if (match is PasswordMatch.RightButWeaklyHashed)
        {
            await RehashAsync(found!, request.Password, ct);
        }

        await throttle.ForgetAsync(attempt, failures, ct);
        return opened;
    }

    /// <summary>Reads the active member of a login id, and the failures of these keys.</summary>
    private async Task<(FoundMember? Member, List<FailureCount> Failures)> FindAsync(
        string loginId, byte[][] keys, CancellationToken ct)
    {
        // No account has the empty login id, whereas withdrawn accounts have null.
        var (parsed, now) = (LoginId.Parse(loginId) ?? "", clock.GetUtcNow());
        var rows = await db.Database.SqlQuery<FoundRow>($"""
            select m.id, m.password_hash, m.password_version, t.key, t.failures, t.ends_at
            from (values (1)) one
            left join members m on m.login_id = {parsed} and m.status = 'ACTIVE'
            left join throttles t on t.key = any({keys}) and t.ends_at > {now}
            """).ToListAsync(ct);
        var failures =
            from row in rows
            where row.Key is not null
            select new FailureCount { Key = row.Key!, Failures = row.Failures!.Value, EndsAt = row.EndsAt!.Value };
        return (
            rows[0] is { Id: { } id } member ? new(id, member.PasswordHash!, member.PasswordVersion!.Value) : null,
            [.. failures]);
    }

    // One statement, so the session is written before all sessions of the member end, or not at all: it waits for the
    // lock of the member, and then sees whether the password was reset during the comparison. A new hash of the same
    // password keeps the version.
    private async Task<SignInReply?> OpenAsync(FoundMember found, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var session = Session.Start(found.Id, now);
        var (token, text) = session.Issue(parent: null, settings.RefreshTokenLifetime, now);
        var written = await db.Database.ExecuteSqlAsync($"""
            with member as (
                select id from members
                where id = {found.Id} and status = 'ACTIVE' and password_version = {found.PasswordVersion}
                for update
            ), session as (
                insert into sessions (id, member_id, started_at, expires_at)
                select {session.Id}, id, {session.StartedAt}, {session.ExpiresAt} from member
                returning id
            )
            insert into refresh_tokens (hash, session_id, issued_at, expires_at)
            select {token.Hash}, id, {token.IssuedAt}, {token.ExpiresAt} from session
            """, ct);
        if (written == 0)
        {
            return null;
        }

        var issued = tokens.Issue(session, text, now);
        return new(
            issued.AccessToken, issued.ExpiresAt, issued.RefreshToken, devices.Issue(found.Id, found.PasswordVersion));
    }

    private async Task RehashAsync(FoundMember found, string password, CancellationToken ct)
    {
        var hash = await passwords.HashAsync(password, ct);
        await db.Members
            .Where(member => member.Id == found.Id && member.Status == MemberStatus.Active)
            .Where(member => member.PasswordVersion == found.PasswordVersion)
            .ExecuteUpdateAsync(update => update.SetProperty(member => member.PasswordHash, hash), ct);
    }

    private sealed record FoundMember(Guid Id, string PasswordHash, int PasswordVersion);

    private sealed record FoundRow(
        Guid? Id, string? PasswordHash, int? PasswordVersion, byte[]? Key, int? Failures, DateTimeOffset? EndsAt);
}
