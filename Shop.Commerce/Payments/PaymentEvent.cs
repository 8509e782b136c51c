using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>What the ledger records.</summary>
public enum PaymentEventKind
{
    /// <summary>An attempt failed; the key may be tried again.</summary>
    Declined,

    /// <summary>Captured, and the order is bought.</summary>
    Paid,

    /// <summary>Captured, but it cannot buy the order; the reason says why.</summary>
    RefundDue,

    /// <summary>
    /// The order that it had bought is cancelled or returned; the reason says why. The amount is what was captured and
    /// is not refunded for certain, including a refund that is under way.
    /// </summary>
    OwedBack,

    /// <summary>The shop is about to ask PortOne for a refund, which the reference names.</summary>
    RefundOpened,

    /// <summary>That refund did not happen and never will.</summary>
    RefundRefused,

    /// <summary>PortOne gave part or all of it back.</summary>
    GivenBack,

    /// <summary>The order ended and nothing was captured.</summary>
    Closed,

    /// <summary>The goods left the shop.</summary>
    Shipped,

    /// <summary>The goods arrived.</summary>
    Delivered,

    /// <summary>What PortOne told cannot be the payment that is recorded; the amount is what it told.</summary>
    Contradicted,
}

/// <summary>Who brought it about, or reported that something may have happened. No report is believed.</summary>
public enum Reporter
{
    Shopper,
    Webhook,
    Sweep,
    Comparison,
    Operator,
}

/// <summary>A row of the ledger. Its place and its hash are given by the database.</summary>
public sealed class PaymentEvent
{
    private PaymentEvent()
    {
    }

    public PaymentEvent(
        Payment payment, PaymentEventKind kind, Reporter reporter, DateTimeOffset at, long? amountMinor = null,
        DebtReason? reason = null, string? reference = null) =>
        (PaymentKey, Event, Reporter, At, AmountMinor, Currency, Reason, Reference) =
        (payment.Key, kind, reporter, at, amountMinor, amountMinor is null ? null : payment.Currency, reason,
            reference);

    /// <summary>The row of an observation that contradicts what is recorded.</summary>
    internal static PaymentEvent Contradiction(
        Payment payment, Capture seen, Reporter reporter, DateTimeOffset at) =>
        new(payment, PaymentEventKind.Contradicted, reporter, at, seen.TotalMinor, reference: seen.TransactionId)
        {
            Currency = seen.Currency,
        };

    public long Id { get; private set; }

    public string PaymentKey { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public PaymentEventKind Event { get; private set; }

    public Reporter Reporter { get; private set; }

    public long? AmountMinor { get; private set; }

    public string? Currency { get; private set; }

    public DebtReason? Reason { get; private set; }

    /// <summary>PortOne's id of the attempt or the cancellation, or the shop's of a refund.</summary>
    public string? Reference { get; private set; }

    /// <summary>Tells the same about the same payment, whoever reported it and whenever.</summary>
    internal bool SaysTheSameAs(PaymentEvent other) =>
        (PaymentKey, Event, AmountMinor, Currency, Reason, Reference)
        == (other.PaymentKey, other.Event, other.AmountMinor, other.Currency, other.Reason, other.Reference);
}
