namespace Shop.Commerce.Refunds;

/// <summary>Who started a refund: the shop, or PortOne's console or a charge-back (outside).</summary>
public enum RefundOrigin { Shop, Outside }

/// <summary>A refund of a payment, open or ended.</summary>
public sealed class Refund
{
    private const string PartialRefund = "PARTIAL_REFUND";

    private Refund() { }

    public Guid Id { get; private set; }
    public string PaymentKey { get; private set; } = "";
    public RefundOrigin Origin { get; private set; }
    public RefundStatus Status { get; private set; }
    public long AmountMinor { get; private set; }
    public long TaxFreeMinor { get; private set; }

    /// <summary>The cancellable balance before this refund; null for a refund from outside.</summary>
    public long? CancellableMinor { get; private set; }
    public string Reason { get; private set; } = "";

    /// <summary>The reason without the refund id at its end.</summary>
    public string ReasonCode => Reason.Split(' ')[0];

    public string? CancellationId { get; private set; }

    /// <summary>When it was first requested: a refund that is reissued after a rejection keeps this time.</summary>
    public DateTimeOffset RequestedAt { get; private set; }

    public DateTimeOffset? RefundedAt { get; private set; }

    /// <summary>Made with the shop's API secret, but its reason does not name one of the shop's refunds.</summary>
    public bool IsMadeWithOurSecret => Origin == RefundOrigin.Outside && Reason == Cancellation.ByApi;

    public bool IsOpen => Status is RefundStatus.Pending or RefundStatus.Sent or RefundStatus.Requested;

    /// <summary>
    /// Opens a refund and freezes every value of the request to PortOne. The id is the Idempotency-Key and the end of
    /// the reason, which identifies the cancellation as the shop's. PortOne compares the frozen balance, so a second
    /// request under another key is rejected.
    /// </summary>
    internal static Refund Open(
        Payment payment, long amountMinor, long taxFreeMinor, DateTimeOffset requestedAt, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id,
            PaymentKey = payment.Key,
            Origin = RefundOrigin.Shop,
            Status = RefundStatus.Pending,
            AmountMinor = amountMinor,
            TaxFreeMinor = taxFreeMinor,
            CancellableMinor = payment.RefundableMinor,
            Reason = $"{(payment.RefundReason is { } because ? because.ToUpperSnake() : PartialRefund)} {id:D}",
            RequestedAt = requestedAt,
        };
    }

    /// <summary>A refund for a cancellation from outside: made in PortOne's console, or a charge-back.</summary>
    internal static Refund FromProvider(Payment payment, Cancellation cancellation, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        PaymentKey = payment.Key,
        Origin = RefundOrigin.Outside,
        Status = RefundStatus.Succeeded,
        AmountMinor = cancellation.AmountMinor,
        TaxFreeMinor = cancellation.TaxFreeMinor,
        // The trigger, not the reason: an operator may have typed personal data as the reason in the console.
        Reason = cancellation.Trigger,
        CancellationId = cancellation.Id,
        RequestedAt = (cancellation.RequestedAt ?? now).ToMicroseconds(),
        RefundedAt = (cancellation.CancelledAt ?? now).ToMicroseconds(),
    };

    /// <summary>Marks the refund before it is sent; from now on its result may be unknown.</summary>
    internal void MarkSent()
    {
        if (Status == RefundStatus.Pending)
        {
            Status = RefundStatus.Sent;
        }
    }

    /// <summary>PortOne accepted the request and has not decided yet.</summary>
    internal void MarkRequested() => MoveTo(RefundStatus.Requested);

    internal void MarkRejected() => MoveTo(RefundStatus.Rejected);

    internal void MarkSucceeded(Cancellation cancellation, DateTimeOffset now)
    {
        MoveTo(RefundStatus.Succeeded);
        (CancellationId, RefundedAt) = (cancellation.Id, (cancellation.CancelledAt ?? now).ToMicroseconds());
    }

    private void MoveTo(RefundStatus next)
    {
        if (!IsOpen)
        {
            throw new InvalidOperationException($"Refund {Id} is {Status} and cannot become {next}.");
        }

        Status = next;
    }
}
