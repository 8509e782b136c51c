using System.Diagnostics.Metrics;

namespace Shop.Commerce.Disputes;

/// <summary>
/// The gauge <c>shop.payments.disputes</c>: the number of open disputes, for dashboards and alarms. Every replica
/// reports the same number, so take the maximum, not the sum.
/// </summary>
public sealed class DisputeGauge
{
    private long _open;

    public DisputeGauge(IMeterFactory meters) => meters.Create(MoneyMetrics.MeterName).CreateObservableGauge(
        "shop.payments.disputes", () => Interlocked.Read(ref _open), "{dispute}",
        "Open disputes of payments that are not fully refunded.");

    public void Set(long open) => Interlocked.Exchange(ref _open, open);
}
