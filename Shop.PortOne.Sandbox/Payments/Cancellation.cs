namespace Shop.PortOne.Sandbox.Payments;

/// <summary>A refund, or an attempt at one.</summary>
public sealed record Cancellation(
    CancellationStatus Status,
    string Id,
    string? PgCancellationId,
    long TotalAmount,
    long TaxFreeAmount,
    long VatAmount,
    string Reason,
    DateTimeOffset RequestedAt,
    CancellationTrigger Trigger,
    DateTimeOffset? CancelledAt = null,
    string? ReceiptUrl = null)
{
    /// <summary>True if the cancellation has succeeded or can still succeed.</summary>
    public bool TakesFromTheBalance => Status is CancellationStatus.Succeeded or CancellationStatus.Requested;
}

/// <summary>The status of a cancellation.</summary>
public enum CancellationStatus
{
    Succeeded,
    Requested,
    Failed,
}

/// <summary>Who requested a cancellation.</summary>
public enum CancellationTrigger
{
    Api,
    Console,
    PortoneAdmin,
    Chargeback,
}
