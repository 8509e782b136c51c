using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>Who decided that the money goes back.</summary>
public enum RefundOrigin
{
    Shop,
    Outside,
}

/// <summary>How far a refund is. Unsent, unknown and requested ones are open.</summary>
public enum RefundStatus
{
    Unsent,
    Unknown,
    Requested,
    Succeeded,
    Refused,
}

/// <summary>Money of a payment that went back, or is to go.</summary>
public sealed class Refund
{
    private Refund()
    {
    }

    public Guid Id { get; private set; }

    public string PaymentKey { get; private set; } = "";

    public RefundOrigin Origin { get; private set; }

    public RefundStatus Status { get; private set; }

    public long AmountMinor { get; private set; }

    public long TaxFreeMinor { get; private set; }

    public string Reason { get; private set; } = "";

    public string? CancellationId { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    public DateTimeOffset? RefundedAt { get; private set; }

    /// <summary>A cancellation that somebody else made: at PortOne's console, or by a charge-back.</summary>
    internal static Refund SeenAtPortOne(Payment payment, Cancellation cancellation, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        PaymentKey = payment.Key,
        Origin = RefundOrigin.Outside,
        Status = RefundStatus.Succeeded,
        AmountMinor = cancellation.AmountMinor,
        TaxFreeMinor = cancellation.TaxFreeMinor,
        // What an operator typed at the console may name a person; who made the cancellation does not.
        Reason = cancellation.Trigger,
        CancellationId = cancellation.Id,
        RequestedAt = cancellation.RequestedAt ?? now,
        RefundedAt = cancellation.CancelledAt ?? now,
    };
}
