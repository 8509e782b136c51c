namespace Shop.Commerce.Disputes;

/// <summary>Counts the open disputes in the database, where they survive a restart, for the gauge.</summary>
public sealed class CountOpenDisputes(CommerceDb db, DisputeGauge gauge)
{
    /// <summary>A dispute of a payment that is fully refunded needs no answer and does not count.</summary>
    public async Task RunAsync(CancellationToken ct) => gauge.Set(await db.Payments
        .Where(payment => payment.Status == PaymentStatus.Paid || payment.Status == PaymentStatus.RefundDue)
        .SelectMany(payment => payment.Disputes)
        .LongCountAsync(dispute => dispute.ResolvedAt == null, ct));
}
