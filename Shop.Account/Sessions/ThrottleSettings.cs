namespace Shop.Account.Sessions;

/// <summary>How many wrong passwords are answered before the shop stops listening (<c>Throttle:*</c>).</summary>
public sealed class ThrottleSettings
{
    public int FailuresPerLoginId { get; init; } = 10;

    /// <summary>More, because many shoppers may come from one address.</summary>
    public int FailuresPerAddress { get; init; } = 100;

    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(15);
}
