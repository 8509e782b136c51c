namespace Shop.Web.Members;

/// <summary>
/// The member whose request or circuit this is; nobody until told. A request is told when its cookie is read, an island
/// tells its circuit.
/// </summary>
public sealed class CurrentMember(RefreshSession refresh, TimeProvider clock)
{
    // Longer than a page takes to be made, so that a page asks an absent Account once and not for each of its parts.
    private static readonly TimeSpan PauseWhenAway = TimeSpan.FromSeconds(2);

    private string? _sessionId;
    private SessionTokens? _tokens;
    private DateTimeOffset _awayUntil;

    public bool IsKnown => _sessionId is not null;

    public string? SessionId => _sessionId;

    public void Enter(string sessionId, SessionTokens? tokens) => (_sessionId, _tokens) = (sessionId, tokens);

    public void Leave() => (_sessionId, _tokens) = (null, null);

    /// <summary>A token that outlives the call it is sent with; null for a guest and for an ended session.</summary>
    public async Task<string?> GetAccessTokenAsync(CancellationToken ct)
    {
        if (_sessionId is { } id && (_tokens is null || _tokens.IsNearExpiry(clock.GetUtcNow())))
        {
            _tokens = await RefreshAsync(id, ct);
        }

        return _tokens?.AccessToken;
    }

    /// <summary>
    /// One call as this member. Without a token to be had the service counts as away: nothing is sent.
    /// </summary>
    public async Task<Answer<T>> AskAsync<T>(HttpClient http, HttpRequestMessage request, CancellationToken ct)
        where T : class
    {
        try
        {
            request.WithToken(await GetAccessTokenAsync(ct));
        }
        catch (ShopAwayException)
        {
            request.Dispose();
            return new(null, Refusal.Away());
        }

        return await http.AskAsync<T>(request, ct);
    }

    /// <summary>One call of Account as this member. Without a token the service counts as unavailable.</summary>
    public async Task<Answer<T>> AskAsync<T>(
        Func<string?, CancellationToken, Task<Answer<T>>> call, CancellationToken ct) where T : class
    {
        try
        {
            return await call(await GetAccessTokenAsync(ct), ct);
        }
        catch (ShopAwayException)
        {
            return new(null, Refusal.Away());
        }
    }

    private async Task<SessionTokens?> RefreshAsync(string id, CancellationToken ct)
    {
        if (clock.GetUtcNow() < _awayUntil)
        {
            throw new ShopAwayException("Account has just been asked in vain.");
        }

        try
        {
            return await refresh.RunAsync(id, ct);
        }
        catch (ShopAwayException)
        {
            _awayUntil = clock.GetUtcNow() + PauseWhenAway;
            throw;
        }
    }
}
