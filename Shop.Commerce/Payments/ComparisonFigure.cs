using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shop.Commerce.Data;

namespace Shop.Commerce.Payments;

/// <summary>How much nobody could explain, as of the last comparison that has read everything.</summary>
public sealed record Figure(long Won, long Payments, DateTimeOffset? ComparedAt)
{
    /// <summary>The same amounts, whenever they were worked out.</summary>
    public bool SaysTheSameAs(Figure? other) => (Won, Payments) == (other?.Won, other?.Payments);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Won} won unexplained, {Payments} payments in any currency");
}

/// <summary>
/// What operators watch. Every replica shows the same figure, whichever of them compared: whoever draws it takes the
/// largest, not the sum.
/// </summary>
public sealed class ComparisonFigure : IHealthCheck
{
    private readonly ComparisonSettings _settings;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _startedAt;
    private volatile Figure _shown = new(0, 0, null);

    public ComparisonFigure(IMeterFactory meters, ComparisonSettings settings, TimeProvider clock)
    {
        (_settings, _clock, _startedAt) = (settings, clock, clock.GetUtcNow());
        var meter = meters.Create(MoneyMetrics.MeterName);
        meter.CreateObservableGauge(
            "shop.reconciliation.unexplained_won", () => _shown.Won, "{won}",
            "Won by which PortOne and the ledger differ.");

        // Other currencies are not won, and an event may come without an amount: neither may pass unseen.
        meter.CreateObservableGauge(
            "shop.reconciliation.unexplained_payments", () => _shown.Payments, "{payment}",
            "Payments about which PortOne and the ledger differ, in any currency.");
        meter.CreateObservableGauge(
            "shop.reconciliation.age", () => Age.TotalSeconds, "s",
            "Time since the ledger was last compared with everything that PortOne lists.");
    }

    private TimeSpan Age => _clock.GetUtcNow() - (_shown.ComparedAt ?? _startedAt);

    public void Show(Figure figure) => _shown = figure;

    /// <summary>The shop goes on selling: it is degraded, and still ready.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var shown = _shown;
        return Task.FromResult(
            shown.Payments > 0 ? HealthCheckResult.Degraded($"{shown}")
            : Age > _settings.StaleAfter ? HealthCheckResult.Degraded("The last comparison with PortOne is too old.")
            : HealthCheckResult.Healthy($"{shown}"));
    }
}
