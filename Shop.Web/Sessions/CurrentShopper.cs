namespace Shop.Web.Sessions;

/// <summary>
/// The signed-in shopper of the current request or circuit; a guest until <see cref="Enter"/> is called. Reading the
/// session cookie calls it for a request, and an interactive component calls it for its circuit.
/// </summary>
public sealed class CurrentShopper(RefreshSession refresh, TimeProvider clock)
{
    // Longer than the rendering of a page, so that a page calls an unavailable Account once and not once per component.
    private static readonly TimeSpan PauseAfterOutage = TimeSpan.FromSeconds(2);

    private SessionTokens? _tokens;
    private DateTimeOffset _unavailableUntil;

    public string? SessionId { get; private set; }
    public bool IsSignedIn => SessionId is not null;

    public void Enter(string sessionId, SessionTokens? tokens) => (SessionId, _tokens) = (sessionId, tokens);

    public void Leave() => (SessionId, _tokens) = (null, null);

    /// <summary>A token that remains valid during a call. Null for a guest and for an ended session.</summary>
    /// <exception cref="ShopUnavailableException">The token has expired and Account is unavailable.</exception>
    public async Task<string?> GetAccessTokenAsync(CancellationToken ct)
    {
        if (SessionId is { } id && (_tokens is null || _tokens.IsNearExpiry(clock.GetUtcNow())))
        {
            _tokens = await RefreshAsync(id, ct);
        }

        return _tokens?.AccessToken;
    }

    /// <summary>
    /// Calls a service with the shopper's token. If Account cannot refresh an expired token, the result is unavailable
    /// and nothing is sent.
    /// </summary>
    public async Task<ApiResult<T>> CallAsync<T>(Func<string?, Task<ApiResult<T>>> call, CancellationToken ct)
        where T : class
    {
        try
        {
            return await call(await GetAccessTokenAsync(ct));
        }
        catch (ShopUnavailableException)
        {
            return new(null, ApiError.Unavailable());
        }
    }

    private async Task<SessionTokens?> RefreshAsync(string id, CancellationToken ct)
    {
        if (clock.GetUtcNow() < _unavailableUntil)
        {
            throw new ShopUnavailableException("Account was unavailable a moment ago; the token is not refreshed.");
        }

        try
        {
            return await refresh.RunAsync(id, ct);
        }
        catch (ShopUnavailableException)
        {
            _unavailableUntil = clock.GetUtcNow() + PauseAfterOutage;
            throw;
        }
    }
}
