using System.ComponentModel.DataAnnotations;

namespace Shop.Account.Throttling;

/// <summary>
/// How many wrong passwords are accepted within <see cref="Window"/> before further attempts must wait
/// (<c>Throttle:*</c>).
/// </summary>
public sealed class ThrottleSettings
{
    [Range(1, int.MaxValue)]
    public int FailuresPerLoginIdAndNetwork { get; init; } = 10;

    /// <summary>From all networks together, except known devices. High: reaching it locks the owner out too.</summary>
    [Range(1, int.MaxValue)]
    public int FailuresPerLoginId { get; init; } = 100;

    /// <summary>High, because many shoppers may share one network.</summary>
    [Range(1, int.MaxValue)]
    public int FailuresPerNetwork { get; init; } = 100;

    [Range(1, int.MaxValue)]
    public int FailuresPerDevice { get; init; } = 10;

    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(15);
    public TimeSpan DeviceLifetime { get; init; } = TimeSpan.FromDays(365);
}
