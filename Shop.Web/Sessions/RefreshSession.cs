// Refresh tokens rotate: Account accepts each one once, plus once more shortly afterwards, and ends the session if it
// is reused beyond that. So exactly one of the requests, tabs and replicas that find a token near its expiry claims the
// refresh in the session's row and calls Account. The others use the current token, or wait for the new one if it has
// expired. The claim of a killed replica expires. Only the holder of the claim writes, so a late response does not
// overwrite newer tokens.
using Microsoft.EntityFrameworkCore;
using Shop.Web.Data;

namespace Shop.Web.Sessions;

/// <summary>Refreshes a session's tokens, once for all concurrent requests.</summary>
public sealed class RefreshSession(
    IServiceScopeFactory scopes, AccountClient account, SessionStore sessions, TimeProvider clock)
{
    // Longer than the call to Account may take (5 s), and shorter than the 30 s in which Account accepts a replaced
    // token once more.
    private static readonly TimeSpan ClaimDuration = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns valid tokens, or null if the session has ended.</summary>
    /// <exception cref="ShopUnavailableException">The token has expired and Account is unavailable.</exception>
    public async Task<SessionTokens?> RunAsync(string sessionId, CancellationToken ct)
    {
        var key = Session.KeyOf(sessionId);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebDb>();
        var deadline = clock.GetUtcNow() + WaitTimeout;
        while (true)
        {
            var claim = await ClaimAsync(db, key, ct);

            // Read after the claim, so that tokens refreshed by another request are seen.
            var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(session => session.Key == key, ct);
            if (session is null)
            {
                return null;
            }

            var tokens = sessions.TokensOf(session);
            var now = clock.GetUtcNow();
            if (claim is { } until)
            {
                return tokens.IsNearExpiry(now)
                    ? await RenewAsync(db, key, until, tokens)
                    : await SaveAndReleaseAsync(db, key, until, tokens);
            }

            if (!tokens.IsExpired(now))
            {
                return tokens;
            }

            if (now > deadline)
            {
                throw new ShopUnavailableException("Another request has not refreshed this session in time.");
            }

            await Task.Delay(PollInterval, clock, ct);
        }
    }

    // Not cancelled with the request: losing a rotated token would end the session.
    private async Task<SessionTokens?> RenewAsync(WebDb db, string key, DateTimeOffset claim, SessionTokens tokens)
    {
        var result = await account.RefreshAsync(tokens.RefreshToken, CancellationToken.None);
        if (result.Value is { } reply)
        {
            var renewed = new SessionTokens(reply.AccessToken, reply.ExpiresAt, reply.RefreshToken);
            return await SaveAndReleaseAsync(db, key, claim, renewed);
        }

        // A refusal ends the session. An unavailable Account says nothing about it.
        if (!result.Error!.IsRetryable)
        {
            await db.Sessions
                .Where(session => session.Key == key && session.RefreshClaimedUntil == claim)
                .ExecuteDeleteAsync();
            return null;
        }

        await SaveAndReleaseAsync(db, key, claim, tokens);
        return tokens.IsExpired(clock.GetUtcNow())
            ? throw new ShopUnavailableException("The token has expired and Account is unavailable.")
            : tokens;
    }

    private async Task<DateTimeOffset?> ClaimAsync(WebDb db, string key, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var until = now + ClaimDuration;
        var claimed = await db.Sessions
            .Where(session => session.Key == key)
            .Where(session => session.RefreshClaimedUntil == null || session.RefreshClaimedUntil < now)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RefreshClaimedUntil, until), ct);
        return claimed == 1 ? until : null;
    }

    // Writes only while the claim is held. The tokens are valid for this request in either case.
    private async Task<SessionTokens> SaveAndReleaseAsync(
        WebDb db, string key, DateTimeOffset claim, SessionTokens tokens)
    {
        var bytes = sessions.Encrypt(tokens);
        await db.Sessions
            .Where(session => session.Key == key && session.RefreshClaimedUntil == claim)
            .ExecuteUpdateAsync(set => set
                .SetProperty(session => session.Tokens, bytes)
                .SetProperty(session => session.RefreshClaimedUntil, (DateTimeOffset?)null));
        return tokens;
    }
}
