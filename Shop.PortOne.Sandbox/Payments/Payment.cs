// A payment as the provider stores it. An id can be attempted many times and succeeds once. FAILED is not final;
// CANCELLED is. Amounts are in the minor unit of the currency.
namespace Shop.PortOne.Sandbox.Payments;

/// <summary>A payment under the merchant's id. Its status is the status of its current attempt.</summary>
public sealed record Payment(
    string Id,
    Attempt Attempt,
    IReadOnlyList<Attempt> OtherAttempts,
    DateTimeOffset RequestedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<Cancellation> Cancellations,
    IReadOnlyList<string> WebhookIds,
    VirtualAccount? VirtualAccount = null,
    DateTimeOffset? PaidAt = null,
    DateTimeOffset? CancelledAt = null,
    IReadOnlyList<Dispute>? Disputes = null)
{
    public PaymentStatus Status => Attempt.Status;

    public PaymentOrder Order => Attempt.Order;

    /// <summary>True once the payment was captured, also if all of it was cancelled since.</summary>
    public bool WasCaptured => PaidAt is not null;

    /// <summary>True while the shopper can open the window and pay.</summary>
    public bool CanBeAttempted => Status is PaymentStatus.Ready or PaymentStatus.Failed;

    public IReadOnlyList<Attempt> Attempts =>
        [.. OtherAttempts.Append(Attempt).OrderBy(attempt => attempt.RequestedAt)];

    /// <summary>The order with which an attempt was opened.</summary>
    public PaymentOrder OrderIn(string transactionId) =>
        Attempts.Single(attempt => attempt.TransactionId == transactionId).Order;

    public long CancelledAmount => Succeeded.Sum(cancellation => cancellation.TotalAmount);

    public long CancelledTaxFreeAmount => Succeeded.Sum(cancellation => cancellation.TaxFreeAmount);

    public long CancellableAmount => Order.TotalAmount - Taken.Sum(cancellation => cancellation.TotalAmount);

    public long CancellableTaxFreeAmount => Order.TaxFreeAmount - Taken.Sum(cancellation => cancellation.TaxFreeAmount);

    public long CancellableTaxableAmount => CancellableAmount - CancellableTaxFreeAmount;

    public long CancellableVat => Order.Vat - Taken.Sum(cancellation => cancellation.VatAmount);

    private IEnumerable<Cancellation> Succeeded =>
        Cancellations.Where(cancellation => cancellation.Status == CancellationStatus.Succeeded);

    private IEnumerable<Cancellation> Taken => Cancellations.Where(cancellation => cancellation.TakesFromTheBalance);

    /// <summary>A new payment with its first attempt.</summary>
    public static Payment Opened(string id, Attempt attempt) =>
        new(id, attempt, [], attempt.RequestedAt, attempt.RequestedAt, [], []);

    /// <summary>Adds another attempt.</summary>
    public Payment Reopened(Attempt attempt) => this with
    {
        Attempt = attempt,
        OtherAttempts = [.. OtherAttempts, Attempt],
        UpdatedAt = attempt.RequestedAt,
    };

    /// <summary>Makes an attempt the current one.</summary>
    public Payment In(string transactionId) => Attempt.TransactionId == transactionId ? this : this with
    {
        Attempt = OtherAttempts.Single(attempt => attempt.TransactionId == transactionId),
        OtherAttempts = [.. OtherAttempts.Where(attempt => attempt.TransactionId != transactionId), Attempt],
    };

    public Payment Became(PaymentStatus status, DateTimeOffset now, string? pgTxId = null, Failure? failure = null) =>
        this with { Attempt = Attempt.Became(status, now, pgTxId, failure), UpdatedAt = now };

    public Payment Paid(string pgTxId, DateTimeOffset now) =>
        Became(PaymentStatus.Paid, now, pgTxId) with { PaidAt = now };

    /// <summary>Adds or updates a cancellation. The remaining amount decides the payment's status.</summary>
    public Payment WithCancellation(Cancellation cancellation, DateTimeOffset now)
    {
        var known = Cancellations.Where(other => other.Id != cancellation.Id);
        var next = this with { Cancellations = [.. known, cancellation], UpdatedAt = now };
        if (cancellation.Status != CancellationStatus.Succeeded)
        {
            return next;
        }

        var isAll = next.CancelledAmount == Order.TotalAmount;
        var status = isAll ? PaymentStatus.Cancelled : PaymentStatus.PartialCancelled;
        return next.Became(status, now) with { CancelledAt = now };
    }
}

/// <summary>A dispute that the payer opened at the payment company.</summary>
public sealed record Dispute(
    DisputeStatus Status, string PgDisputeId, string Reason, DateTimeOffset CreatedAt,
    DateTimeOffset? ResolvedAt = null);

/// <summary>The status of a dispute.</summary>
public enum DisputeStatus
{
    Unresolved,
    Resolved,
}

/// <summary>An account that waits for the shopper's deposit.</summary>
public sealed record VirtualAccount(
    string Bank, string AccountNumber, string RemitteeName, DateTimeOffset IssuedAt, DateTimeOffset ExpiredAt);
