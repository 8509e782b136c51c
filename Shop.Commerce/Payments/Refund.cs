using Shop.Commerce.Data;
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
    private const string PartOfIt = "PARTIAL_REFUND";

    private Refund()
    {
    }

    public Guid Id { get; private set; }

    public string PaymentKey { get; private set; } = "";

    public RefundOrigin Origin { get; private set; }

    public RefundStatus Status { get; private set; }

    public long AmountMinor { get; private set; }

    public long TaxFreeMinor { get; private set; }

    /// <summary>What could be cancelled before this refund; null for one from outside.</summary>
    public long? CancellableMinor { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>The reason without the id that ends it.</summary>
    public string Because => Reason.Split(' ')[0];

    public string? CancellationId { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    public DateTimeOffset? RefundedAt { get; private set; }

    /// <summary>Made with the shop's own secret, and not known by its reason for one of the shop's refunds.</summary>
    public bool IsByTheShopsSecret => Origin == RefundOrigin.Outside && Reason == Cancellation.ByApi;

    public bool IsOpen => Status is RefundStatus.Unsent or RefundStatus.Unknown or RefundStatus.Requested;

    /// <summary>
    /// Everything that PortOne will be asked is frozen here: its id is the Idempotency-Key and ends the reason, so that
    /// the cancellation is known for the shop's own, and the balance lets a second one under another key never fit.
    /// </summary>
    internal static Refund Open(Payment payment, long amountMinor, long taxFreeMinor, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id,
            PaymentKey = payment.Key,
            Origin = RefundOrigin.Shop,
            Status = RefundStatus.Unsent,
            AmountMinor = amountMinor,
            TaxFreeMinor = taxFreeMinor,
            CancellableMinor = payment.RestMinor,
            Reason = $"{(payment.OwedBecause is { } because ? because.ToUpperSnake() : PartOfIt)} {id:D}",
            RequestedAt = now,
        };
    }

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

    /// <summary>It is about to be sent: from now on it may have happened.</summary>
    internal void MarkSent()
    {
        if (Status == RefundStatus.Unsent)
        {
            Status = RefundStatus.Unknown;
        }
    }

    /// <summary>PortOne has taken it on and has not decided.</summary>
    internal void MarkRequested()
    {
        RequireOpen();
        Status = RefundStatus.Requested;
    }

    internal void MarkSucceeded(Cancellation cancellation, DateTimeOffset now)
    {
        RequireOpen();
        (Status, CancellationId, RefundedAt) =
            (RefundStatus.Succeeded, cancellation.Id, cancellation.CancelledAt ?? now);
    }

    internal void MarkRefused()
    {
        RequireOpen();
        Status = RefundStatus.Refused;
    }

    private void RequireOpen()
    {
        if (!IsOpen)
        {
            throw new InvalidOperationException($"Refund {Id} is {Status} and stays so.");
        }
    }
}
