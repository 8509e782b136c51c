using System.Diagnostics.Metrics;

namespace Shop.Commerce.Payments;

/// <summary>Counts placed orders, payment decisions and refunds, for operators.</summary>
public sealed class MoneyMetrics(IMeterFactory meters)
{
    internal const string MeterName = "Shop.Commerce";

    private readonly Counter<long> _orders = meters.Create(MeterName).CreateCounter<long>(
        "shop.orders.placed", "{order}", "Orders placed.");

    private readonly Counter<long> _decisions = meters.Create(MeterName).CreateCounter<long>(
        "shop.payments.decided", "{decision}", "Reports that changed a payment, by verdict and reason.");

    private readonly Counter<long> _refunds = meters.Create(MeterName).CreateCounter<long>(
        "shop.refunds.sent", "{refund}", "Refunds sent to PortOne, by result.");

    public void Placed() => _orders.Add(1);

    public void Decided(Decision decision) => _decisions.Add(
        1,
        new("verdict", decision.Verdict.ToUpperSnake()),
        new("reason", decision.Reason?.ToUpperSnake()));

    public void Refunded(RefundProgress progress) => _refunds.Add(1, new KeyValuePair<string, object?>(
        "progress", progress.ToUpperSnake()));
}
