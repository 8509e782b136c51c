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

/// <summary>Counts the open disputes in the database, where they survive a restart, for the gauge.</summary>
public sealed class CountOpenDisputes(CommerceDb db, DisputeGauge gauge)
{
    /// <summary>A dispute of a payment that is fully refunded needs no answer and does not count.</summary>
    public async Task RunAsync(CancellationToken ct) => gauge.Set(await db.Payments
        .Where(payment => payment.Status == PaymentStatus.Paid || payment.Status == PaymentStatus.RefundDue)
        .SelectMany(payment => payment.Disputes)
        .LongCountAsync(dispute => dispute.ResolvedAt == null, ct));
}
