namespace Shop.Web.Members;

/// <summary>
/// The member whose request or circuit this is; nobody until told. A request is told when its cookie is read, an island
/// tells its circuit.
/// </summary>
public sealed class CurrentMember(RefreshSession refresh, TimeProvider clock)
{
    private string? _sessionId;
    private SessionTokens? _tokens;

    public bool IsKnown => _sessionId is not null;

    public string? SessionId => _sessionId;

    public void Enter(string sessionId, SessionTokens? tokens) => (_sessionId, _tokens) = (sessionId, tokens);

    public void Leave() => (_sessionId, _tokens) = (null, null);

    /// <summary>A token that outlives the call it is sent with; null for a guest and for an ended session.</summary>
    public async Task<string?> GetAccessTokenAsync(CancellationToken ct)
    {
        if (_sessionId is { } id && (_tokens is null || _tokens.IsNearExpiry(clock.GetUtcNow())))
        {
            _tokens = await refresh.RunAsync(id, ct);
        }

        return _tokens?.AccessToken;
    }
}
