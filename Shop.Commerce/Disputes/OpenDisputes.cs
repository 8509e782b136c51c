// The number of open disputes, for dashboards and alarms. It is read from the database, so it survives restarts, and
// every replica shows the same number: take the largest, not the sum.
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Payments;

namespace Shop.Commerce.Disputes;

/// <summary>The gauge <c>shop.payments.disputes</c>.</summary>
public sealed class DisputeGauge
{
    private long _open;

    public DisputeGauge(IMeterFactory meters) => meters.Create(MoneyMetrics.MeterName).CreateObservableGauge(
        "shop.payments.disputes", () => Interlocked.Read(ref _open), "{dispute}",
        "Open disputes of payments whose money has not gone back.");

    public void Show(long open) => Interlocked.Exchange(ref _open, open);
}

/// <summary>Counts the open disputes and shows the number.</summary>
public sealed class CountOpenDisputes(CommerceDb db, DisputeGauge gauge)
{
    public async Task RunAsync(CancellationToken ct) => gauge.Show(await db.Payments
        .Where(payment => payment.Status == PaymentStatus.Paid || payment.Status == PaymentStatus.RefundDue)
        .SelectMany(payment => payment.Disputes)
        .LongCountAsync(dispute => dispute.Status != PortOne.Dispute.Resolved, ct));
}
