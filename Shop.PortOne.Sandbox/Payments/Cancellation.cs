namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Money given back, or an attempt at it.</summary>
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
    /// <summary>True when the money went back, and while it may still.</summary>
    public bool TakesFromTheBalance => Status is CancellationStatus.Succeeded or CancellationStatus.Requested;
}

/// <summary>What became of a cancellation.</summary>
public enum CancellationStatus
{
    Succeeded,
    Requested,
    Failed,
}

/// <summary>Who asked for a cancellation.</summary>
public enum CancellationTrigger
{
    Api,
    Console,
    PortoneAdmin,
    Chargeback,
}
