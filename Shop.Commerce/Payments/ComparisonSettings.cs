namespace Shop.Commerce.Payments;

/// <summary>How the shop compares its ledger with PortOne (<c>Comparison:*</c>).</summary>
public sealed class ComparisonSettings
{
    /// <summary>How often PortOne's events are read, by one replica.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far before PortOne's last event its events are read again: some may be listed late.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a difference may stand before it counts: mostly both sides are about to agree.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one replica has a round for itself. A claim that lapses does no harm.</summary>
    public TimeSpan ClaimFor { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a page of a list is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How old a comparison may become before its result is not believed any more.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>When, in Seoul, the payments of the last days are compared one by one.</summary>
    public TimeOnly NightlyAt { get; init; } = new(3, 0);

    /// <summary>How many days those are; PortOne lists no more unless it is asked to.</summary>
    public int NightlyDays { get; init; } = 90;
}
