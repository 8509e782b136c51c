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

    /// <summary>PortOne gave part or all of it back.</summary>
    GivenBack,

    /// <summary>The order ended and nothing was captured.</summary>
    Closed,
}

/// <summary>Who reported that something may have happened to a payment. None of them is believed.</summary>
public enum Reporter
{
    Shopper,
    Webhook,
    Sweep,
    Comparison,
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

    public long Id { get; private set; }

    public string PaymentKey { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public PaymentEventKind Event { get; private set; }

    public Reporter Reporter { get; private set; }

    public long? AmountMinor { get; private set; }

    public string? Currency { get; private set; }

    public DebtReason? Reason { get; private set; }

    /// <summary>PortOne's id of the attempt or the cancellation.</summary>
    public string? Reference { get; private set; }
}
