using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shop.Commerce.Reconciliation;

/// <summary>The discrepancies as of the last reconciliation that read everything.</summary>
public sealed record DiscrepancyTotal(long DifferenceWon, long Payments, DateTimeOffset? ReadAt)
{
    /// <summary>Compares the amounts and ignores the time of the reconciliation.</summary>
    public bool IsSameAs(DiscrepancyTotal? other) =>
        (DifferenceWon, Payments) == (other?.DifferenceWon, other?.Payments);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{DifferenceWon} won differ, {Payments} payments have discrepancies in any currency");
}

/// <summary>
/// The reconciliation's metrics and health check. Every replica reports the same totals, whichever of them ran the
/// reconciliation, so dashboards take the maximum, not the sum.
/// </summary>
public sealed class ReconciliationHealth : IHealthCheck
{
    private readonly ReconciliationSettings _settings;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _startedAt;
    private volatile DiscrepancyTotal _shown = new(0, 0, null);

    public ReconciliationHealth(IMeterFactory meters, ReconciliationSettings settings, TimeProvider clock)
    {
        (_settings, _clock, _startedAt) = (settings, clock, clock.GetUtcNow());
        var meter = meters.Create(MoneyMetrics.MeterName);
        meter.CreateObservableGauge(
            "shop.reconciliation.discrepancy_won", () => _shown.DifferenceWon, "{won}",
            "Won by which PortOne and the ledger differ.");

        // The gauge in won misses other currencies and events without an amount. This one counts them.
        meter.CreateObservableGauge(
            "shop.reconciliation.discrepancy_payments", () => _shown.Payments, "{payment}",
            "Payments about which PortOne and the ledger differ, in any currency.");
        meter.CreateObservableGauge(
            "shop.reconciliation.age", () => Age.TotalSeconds, "s",
            "Time since the ledger was last reconciled with everything that PortOne lists.");
    }

    private TimeSpan Age => _clock.GetUtcNow() - (_shown.ReadAt ?? _startedAt);

    public void Set(DiscrepancyTotal total) => _shown = total;

    /// <summary>Reports Degraded, never Unhealthy: the shop can still sell while reconciliation has problems.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var shown = _shown;
        return Task.FromResult(
            shown.Payments > 0 ? HealthCheckResult.Degraded($"{shown}")
            : Age > _settings.StaleAfter ? HealthCheckResult.Degraded("The last reconciliation is too old.")
            : HealthCheckResult.Healthy($"{shown}"));
    }
}
