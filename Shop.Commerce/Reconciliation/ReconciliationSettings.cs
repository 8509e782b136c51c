namespace Shop.Commerce.Reconciliation;

/// <summary>The reconciliation of the ledger with PortOne (<c>Reconciliation:*</c>).</summary>
public sealed class ReconciliationSettings
{
    /// <summary>How often one replica reads PortOne's events.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far before the last event events are read again, because PortOne may list some late.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How old a difference must be to count as a discrepancy; most resolve themselves earlier.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one replica may reconcile alone. Reconciling twice at the same time is harmless.</summary>
    public TimeSpan ClaimDuration { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The timeout for one page of a list.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The age at which the last reconciliation counts as stale and the service as degraded.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>When every payment of the last days is reconciled, in the time of Seoul.</summary>
    public TimeOnly NightlyAt { get; init; } = new(3, 0);

    /// <summary>The number of those days. PortOne lists 90 days by default.</summary>
    public int NightlyDays { get; init; } = 90;
}
