// A dispute of a payment: the payer contests it at the payment company. PortOne lists the disputes of a payment in its
// answer, or reports them by webhook only (DisputeReport.cs). CompletePayment records them under the order's lock. A
// dispute moves no money, so it has no ledger entry; a charge-back that follows arrives as a cancellation and is
// recorded as a refund.
namespace Shop.Commerce.Disputes;

/// <summary>The last state of a dispute that PortOne reported.</summary>
public sealed class PaymentDispute
{
    private PaymentDispute() { }

    public string PaymentKey { get; private set; } = "";

    /// <summary>
    /// The payment company's id, or the time of the dispute if PortOne states no id. For a dispute that only a webhook
    /// reported, the id of the payment's transaction and the time of the event.
    /// </summary>
    public string Id { get; private set; } = "";

    /// <summary>PortOne's status: UNRESOLVED, RESOLVED, or one added later, which counts as open.</summary>
    public string Status { get; private set; } = "";
    public string? Reason { get; private set; }
    public DateTimeOffset OpenedAt { get; private set; }
    public DateTimeOffset? ResolvedAt { get; private set; }

    public bool IsOpen => ResolvedAt is null;

    internal static PaymentDispute Of(string paymentKey, Dispute dispute, DateTimeOffset now) => new()
    {
        PaymentKey = paymentKey,
        Id = dispute.Id,
        Status = dispute.Status,
        Reason = dispute.Reason,
        OpenedAt = dispute.CreatedAt ?? now,
        ResolvedAt = ResolvedAtOf(dispute, now),
    };

    /// <summary>Records a new status; false if it is the recorded one.</summary>
    internal bool Update(Dispute dispute, DateTimeOffset now)
    {
        if (Status == dispute.Status)
        {
            return false;
        }

        (Status, Reason, ResolvedAt) = (dispute.Status, dispute.Reason ?? Reason, ResolvedAtOf(dispute, now));
        return true;
    }

    private static DateTimeOffset? ResolvedAtOf(Dispute dispute, DateTimeOffset now) =>
        dispute.Status == Dispute.Resolved ? dispute.ResolvedAt ?? now : null;
}

internal static class DisputeLog
{
    public static void LogDispute(this ILogger logger, PaymentDispute dispute, Guid orderId)
    {
        if (dispute.IsOpen)
        {
            logger.LogWarning(
                "Payment {PaymentKey} of order {OrderId} is disputed since {OpenedAt:u} ({Status}). Answer the dispute "
                + "in PortOne's console before you ship.",
                dispute.PaymentKey, orderId, dispute.OpenedAt, dispute.Status);
        }
        else
        {
            logger.LogInformation(
                "The dispute of payment {PaymentKey} of order {OrderId} was resolved at {ResolvedAt:u}.",
                dispute.PaymentKey, orderId, dispute.ResolvedAt);
        }
    }
}
