using Microsoft.Extensions.Caching.Memory;

namespace Shop.Admin.Sessions;

/// <summary>
/// The operators' access tokens, in memory until shortly before they expire. Account issues one for a session that has
/// not ended and an operator who is enabled.
/// </summary>
public sealed class AccessTokens(SessionStore sessions, SignInClient account, IMemoryCache cache, TimeProvider clock)
{
    // Longer than a call takes, so that a token does not expire during a call.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>A valid token of a session; null if the session has ended.</summary>
    /// <exception cref="ShopUnavailableException">There is no valid token, and Account is unavailable.</exception>
    public async Task<string?> FindAsync(string sessionId, CancellationToken ct) =>
        cache.TryGetValue<string>(KeyOf(sessionId), out var token) ? token : await RenewAsync(sessionId, ct);

    /// <summary>The same, after asking Account again.</summary>
    public async Task<string?> RenewAsync(string sessionId, CancellationToken ct)
    {
        if (await sessions.FindTokenAsync(sessionId) is not { } sessionToken)
        {
            return null;
        }

        var result = await account.GetTokenAsync(sessionToken, ct);
        if (result.Value is { } reply)
        {
            var remaining = reply.ExpiresAt - clock.GetUtcNow() - Margin;
            if (remaining > TimeSpan.Zero)
            {
                cache.Set(KeyOf(sessionId), reply.AccessToken, remaining);
            }

            return reply.AccessToken;
        }

        // A refusal ends the session. An unavailable Account says nothing about it.
        if (result.Error!.Status != StatusCodes.Status401Unauthorized)
        {
            throw new ShopUnavailableException("Account is unavailable, so there is no access token.");
        }

        cache.Remove(KeyOf(sessionId));
        await sessions.RemoveAsync(sessionId);
        return null;
    }

    public void Forget(string sessionId) => cache.Remove(KeyOf(sessionId));

    private static string KeyOf(string sessionId) => $"access-token:{Session.KeyOf(sessionId)}";
}
