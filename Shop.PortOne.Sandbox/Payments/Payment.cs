// A payment as the provider sees it. One id may be attempted many times and succeeds once; FAILED is not final, and
// nothing leaves CANCELLED. Money is the minor unit of the currency.
namespace Shop.PortOne.Sandbox.Payments;

/// <summary>A payment under the merchant's id, with the attempt that its status speaks of and the others.</summary>
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

    /// <summary>True once money came in, also when all of it went back.</summary>
    public bool WasCaptured => PaidAt is not null;

    /// <summary>True while the shopper may open the window and pay.</summary>
    public bool CanBeAttempted => Status is PaymentStatus.Ready or PaymentStatus.Failed;

    public IReadOnlyList<Attempt> Attempts =>
        [.. OtherAttempts.Append(Attempt).OrderBy(attempt => attempt.RequestedAt)];

    /// <summary>What one of its windows was opened with.</summary>
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

    /// <summary>The window opens for the first time.</summary>
    public static Payment Opened(string id, Attempt attempt) =>
        new(id, attempt, [], attempt.RequestedAt, attempt.RequestedAt, [], []);

    /// <summary>The window opens again, under the same id.</summary>
    public Payment Reopened(Attempt attempt) => this with
    {
        Attempt = attempt,
        OtherAttempts = [.. OtherAttempts, Attempt],
        UpdatedAt = attempt.RequestedAt,
    };

    /// <summary>Something happens in one of the windows, which becomes the one that the status speaks of.</summary>
    public Payment In(string transactionId) => Attempt.TransactionId == transactionId ? this : this with
    {
        Attempt = OtherAttempts.Single(attempt => attempt.TransactionId == transactionId),
        OtherAttempts = [.. OtherAttempts.Where(attempt => attempt.TransactionId != transactionId), Attempt],
    };

    public Payment Became(PaymentStatus status, DateTimeOffset now, string? pgTxId = null, Failure? failure = null) =>
        this with { Attempt = Attempt.Became(status, now, pgTxId, failure), UpdatedAt = now };

    public Payment Paid(string pgTxId, DateTimeOffset now) =>
        Became(PaymentStatus.Paid, now, pgTxId) with { PaidAt = now };

    /// <summary>A cancellation is asked for, settled or both; what is left of the money decides the status.</summary>
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

/// <summary>The payer contests the payment at the payment company.</summary>
public sealed record Dispute(
    DisputeStatus Status, string PgDisputeId, string Reason, DateTimeOffset CreatedAt,
    DateTimeOffset? ResolvedAt = null);

/// <summary>How a dispute stands.</summary>
public enum DisputeStatus
{
    Unresolved,
    Resolved,
}

/// <summary>An account that waits for the shopper's deposit.</summary>
public sealed record VirtualAccount(
    string Bank, string AccountNumber, string RemitteeName, DateTimeOffset IssuedAt, DateTimeOffset ExpiredAt);
