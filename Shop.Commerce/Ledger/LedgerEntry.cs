namespace Shop.Commerce.Ledger;

public enum LedgerEntryKind
{
    /// <summary>An attempt failed; another attempt under the same key is possible.</summary>
    Declined,

    /// <summary>Captured and accepted: the order is paid.</summary>
    Paid,

    /// <summary>Captured but not accepted for the order; the capture must be refunded for the given reason.</summary>
    RefundDue,

    /// <summary>
    /// A paid order is cancelled or its goods are returned, for the given reason. The amount is what was captured and
    /// is not refunded yet; it includes an open refund.
    /// </summary>
    RefundRequired,

    /// <summary>A refund was opened and will be sent to PortOne; the reference is its id.</summary>
    RefundOpened,

    /// <summary>The refund did not happen and never will.</summary>
    RefundRejected,

    /// <summary>PortOne refunded a part or all of the capture.</summary>
    Refunded,

    /// <summary>The order ended without a capture.</summary>
    Closed,

    Shipped,

    Delivered,

    /// <summary>PortOne's snapshot contradicts the recorded payment; the amount is PortOne's.</summary>
    Mismatch,
}

/// <summary>A ledger entry. The database assigns its position in the chain and its hash.</summary>
public sealed class LedgerEntry
{
    private LedgerEntry() { }

    public LedgerEntry(
        Payment payment, LedgerEntryKind kind, Source source, DateTimeOffset at, long? amountMinor = null,
        RefundReason? reason = null, string? reference = null) =>
        (PaymentKey, Event, Source, At, AmountMinor, Currency, Reason, Reference) =
        (payment.Key, kind, source, at, amountMinor, amountMinor is null ? null : payment.Currency, reason,
            reference);

    /// <summary>The entry for a snapshot that contradicts the recorded payment.</summary>
    internal static LedgerEntry OfMismatch(
        Payment payment, Capture capture, Source source, DateTimeOffset at) =>
        new(payment, LedgerEntryKind.Mismatch, source, at, capture.TotalMinor, reference: capture.TransactionId)
        {
            Currency = capture.Currency,
        };

    public long Id { get; private set; }
    public string PaymentKey { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public LedgerEntryKind Event { get; private set; }
    public Source Source { get; private set; }
    public long? AmountMinor { get; private set; }
    public string? Currency { get; private set; }
    public RefundReason? Reason { get; private set; }

    /// <summary>PortOne's id of the attempt, capture or cancellation, or the shop's id of a refund.</summary>
    public string? Reference { get; private set; }

    /// <summary>True if both entries record the same fact; the source and the time are ignored.</summary>
    internal bool IsSameFactAs(LedgerEntry other) =>
        (PaymentKey, Event, AmountMinor, Currency, Reason, Reference)
        == (other.PaymentKey, other.Event, other.AmountMinor, other.Currency, other.Reason, other.Reference);
}
