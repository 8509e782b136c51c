// Tokens rotate: a refresh token is good for one successor, and used again too often it ends every session of its
// family. So of all requests, tabs and replicas that find a token near its end, one claims the refresh in the session's
// row and asks Account; the others go on with the token they have, or wait for its successor. A claim left behind by a
// replica that died lapses, and the token just replaced still gives one further successor; only who holds the claim
// writes, so that one who comes back late does not undo what another has done since.
using Microsoft.EntityFrameworkCore;
using Shop.Web.Data;

namespace Shop.Web.Members;

/// <summary>Renews a session's tokens, once for all who need them.</summary>
public sealed class RefreshSession(
    IServiceScopeFactory scopes, AccountClient account, SessionProtection protection, TimeProvider clock)
{
    // Longer than the call to Account may take, shorter than Account's patience with a token just replaced.
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Tokens to go on with, or null when the session has ended.</summary>
    /// <exception cref="ShopAwayException">The token has expired and Account cannot be asked.</exception>
    public async Task<SessionTokens?> RunAsync(string sessionId, CancellationToken ct)
    {
        var key = Session.KeyOf(sessionId);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        var deadline = clock.GetUtcNow() + Patience;
        while (true)
        {
            var claim = await ClaimAsync(db, key, ct);

            // Read after the claim: what another has renewed meanwhile is seen here.
            var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(session => session.Key == key, ct);
            if (session is null)
            {
                return null;
            }

            var tokens = protection.TokensOf(session);
            var now = clock.GetUtcNow();
            if (claim is { } until)
            {
                return tokens.IsNearExpiry(now)
                    ? await RenewAsync(db, key, until, tokens)
                    : await KeepAsync(db, key, until, tokens);
            }

            if (!tokens.IsExpired(now))
            {
                return tokens;
            }

            if (now > deadline)
            {
                throw new ShopAwayException("Another request renews this session and has not come back.");
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    // Not ended by the shopper leaving the page: a rotated token that nobody wrote down would end the session.
    private async Task<SessionTokens?> RenewAsync(WebDb db, string key, DateTimeOffset claim, SessionTokens tokens)
    {
        var answer = await account.RefreshAsync(tokens.RefreshToken, CancellationToken.None);
        if (answer.Value is { } reply)
        {
            var renewed = new SessionTokens(reply.AccessToken, reply.ExpiresAt, reply.RefreshToken);
            return await KeepAsync(db, key, claim, renewed);
        }

        // An account that is closing counts as away: it may be reopened.
        if (!answer.Refusal!.IsAway)
        {
            await db.Sessions.Where(session => session.Key == key).ExecuteDeleteAsync();
            return null;
        }

        await KeepAsync(db, key, claim, tokens);
        return tokens.IsExpired(clock.GetUtcNow())
            ? throw new ShopAwayException("Account cannot be asked for a new token.")
            : tokens;
    }

    private async Task<DateTimeOffset?> ClaimAsync(WebDb db, string key, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var until = now + Claim;
        var claimed = await db.Sessions
            .Where(session => session.Key == key)
            .Where(session => session.RefreshClaimedUntil == null || session.RefreshClaimedUntil < now)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RefreshClaimedUntil, until), ct);
        return claimed == 1 ? until : null;
    }

    // Without the claim they are good for this request all the same.
    private async Task<SessionTokens> KeepAsync(WebDb db, string key, DateTimeOffset claim, SessionTokens tokens)
    {
        var bytes = protection.Protect(tokens);
        await db.Sessions
            .Where(session => session.Key == key && session.RefreshClaimedUntil == claim)
            .ExecuteUpdateAsync(set => set
                .SetProperty(session => session.Tokens, bytes)
                .SetProperty(session => session.RefreshClaimedUntil, (DateTimeOffset?)null));
        return tokens;
    }
}
