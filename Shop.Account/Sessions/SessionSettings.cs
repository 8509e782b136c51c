namespace Shop.Account.Sessions;

/// <summary>How long sessions last (<c>Sessions:*</c>).</summary>
public sealed class SessionSettings
{
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a refresh token is valid. An unused session ends after this time.</summary>
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long a replaced token may be used once more: two tabs, or a lost response.</summary>
    public TimeSpan ReuseGracePeriod { get; init; } = TimeSpan.FromSeconds(30);
}
