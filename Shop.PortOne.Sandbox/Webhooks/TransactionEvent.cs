namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>The types of a payment's webhooks, without the prefix <c>Transaction.</c>.</summary>
public enum TransactionEvent
{
    Ready,
    Paid,
    VirtualAccountIssued,
    PartialCancelled,
    Cancelled,
    Failed,
    PayPending,
    CancelPending,
    DisputeCreated,
    DisputeResolved,
}

/// <summary>Properties of webhook types.</summary>
public static class TransactionEvents
{
    private static readonly string[] OfCancellations =
    [
        $"Transaction.{TransactionEvent.Cancelled}",
        $"Transaction.{TransactionEvent.PartialCancelled}",
        $"Transaction.{TransactionEvent.CancelPending}",
    ];

    /// <summary>True for the types whose webhooks always carry a <c>cancellationId</c>.</summary>
    public static bool NameACancellation(string type) => OfCancellations.Contains(type, StringComparer.Ordinal);
}
