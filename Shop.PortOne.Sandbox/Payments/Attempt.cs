namespace Shop.PortOne.Sandbox.Payments;

/// <summary>One opening of the payment window. A payment can have several attempts, of which one succeeds.</summary>
public sealed record Attempt(
    string TransactionId,
    PaymentOrder Order,
    PaymentStatus Status,
    DateTimeOffset RequestedAt,
    DateTimeOffset StatusChangedAt,
    string? PgTxId = null,
    Failure? Failure = null)
{
    public Attempt Became(PaymentStatus status, DateTimeOffset now, string? pgTxId = null, Failure? failure = null) =>
        this with { Status = status, StatusChangedAt = now, PgTxId = pgTxId ?? PgTxId, Failure = failure };
}

/// <summary>Why an attempt failed, as the payment gateway reports it.</summary>
public sealed record Failure(string? Reason = null, string? PgCode = null, string? PgMessage = null);

/// <summary>The provider's statuses of a payment.</summary>
public enum PaymentStatus
{
    Ready,
    PayPending,
    VirtualAccountIssued,
    Paid,
    Failed,
    PartialCancelled,
    Cancelled,
}
