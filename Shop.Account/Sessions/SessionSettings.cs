namespace Shop.Account.Sessions;

/// <summary>How long sessions last (<c>Sessions:*</c>).</summary>
public sealed class SessionSettings
{
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lives without being refreshed.</summary>
    public TimeSpan RefreshTokenLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long the token just replaced gives one further successor: two tabs, or a lost reply.</summary>
    public TimeSpan FurtherSuccessorWithin { get; init; } = TimeSpan.FromSeconds(30);
}
