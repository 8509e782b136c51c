// Login id and password open a session. Whoever does not know both learns nothing: an unknown login id, a closing or
// withdrawn account and a wrong password take the same steps, the same time and the same answer.
using Microsoft.EntityFrameworkCore;
using Shop.Account.Data;
using Shop.Account.Members;

namespace Shop.Account.Sessions;

/// <summary>Opens a session.</summary>
public sealed class SignIn(
    AccountDb db, Passwords passwords, Throttle throttle, AccessTokens tokens, SessionSettings settings,
    TimeProvider clock)
{
    public async Task<Answer<TokenReply>> RunAsync(SignInRequest request, ShopperAddress address, CancellationToken ct)
    {
        if (await throttle.CheckAsync(request.LoginId, address, ct) is { } tooMany)
        {
            return tooMany;
        }

        // Nobody's is empty, whereas null would be the id of everybody who has withdrawn.
        var loginId = LoginId.Parse(request.LoginId) ?? "";
        var found = await db.Members.AsNoTracking()
            .Where(m => m.LoginId == loginId && m.Status == MemberStatus.Active)
            .Select(m => new { m.Id, m.PasswordHash })
            .SingleOrDefaultAsync(ct);
        var match = await passwords.CompareAsync(found?.PasswordHash, request.Password, ct);
        if (found is null || match is PasswordMatch.Wrong)
        {
            return await throttle.CountFailureAsync(request.LoginId, address, ct) ?? new Refusal.InvalidCredentials();
        }

        // Others may have guessed wrong meanwhile; past the limit a right guess is not told either.
        if (await throttle.CheckAsync(request.LoginId, address, ct) is { } exceeded)
        {
            return exceeded;
        }

        var rehashed = match is PasswordMatch.RightButWeaklyHashed
            ? await passwords.HashAsync(request.Password, ct)
            : null;
        var opened = await OpenAsync(found.Id, found.PasswordHash!, rehashed, ct);
        if (opened is null)
        {
            return new Refusal.InvalidCredentials();
        }

        await throttle.ForgetAsync(request.LoginId, ct);
        return opened;
    }

    private async Task<TokenReply?> OpenAsync(
        Guid memberId, string comparedHash, string? rehashed, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Looked at again under the lock: a password that was reset while it was compared opens nothing, and a session
        // is either here before all sessions of the member end, or not at all.
        var member = await db.Members
            .FromSql($"select * from members where id = {memberId} for update")
            .SingleAsync(ct);
        if (member.Status is not MemberStatus.Active || member.PasswordHash != comparedHash)
        {
            return null;
        }

        if (rehashed is not null)
        {
            member.ChangePassword(rehashed);
        }

        var session = Session.Start(memberId, now);
        var (token, text) = session.Issue(parent: null, settings.RefreshTokenLifetime, now);
        db.Add(session);
        db.Add(token);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return tokens.Issue(session, text, now);
    }
}
