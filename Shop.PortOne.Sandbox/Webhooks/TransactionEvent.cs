namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>The types of a payment's webhooks, as they are written after <c>Transaction.</c>.</summary>
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
