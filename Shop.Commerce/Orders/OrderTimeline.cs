// The timeline of an order in two tracks: what happened to the goods, and what happened to the money. A partial refund
// moves money and leaves the order as it is, so the last step of one track says nothing about the other.
using Shop.Commerce.Data;
using Shop.Commerce.Payments;

namespace Shop.Commerce.Orders;

/// <summary>What a step of the timeline is about.</summary>
public enum TimelineTrack
{
    Fulfilment,
    Money,
}

/// <summary>A step of the timeline.</summary>
public enum TimelineEvent
{
    Placed,
    Ready,
    Shipped,
    Delivered,
    Expired,
    Cancelled,

    /// <summary>An attempt to pay was declined.</summary>
    Declined,

    /// <summary>The amount was captured and accepted for the order.</summary>
    Paid,

    /// <summary>The amount was captured but not accepted for the order; all of it is refunded.</summary>
    PaidWithoutOrder,

    /// <summary>
    /// The refund of the remaining captured amount was decided. A refund already in progress is not included.
    /// </summary>
    RefundDecided,

    /// <summary>A refund of this amount is requested from PortOne.</summary>
    RefundRequested,

    /// <summary>This part of the captured amount was refunded, and some of it remains.</summary>
    PartlyRefunded,

    /// <summary>This amount was refunded, and with it everything that was captured.</summary>
    Refunded,

    /// <summary>The payment ended without a capture.</summary>
    NotCharged,
}

/// <summary>Builds the timeline of an order from its timestamps and its ledger.</summary>
public static class OrderTimeline
{
    /// <summary>The steps of both tracks, oldest first.</summary>
    public static IReadOnlyList<TimelineItem> Of(Order order, IEnumerable<PaymentEvent> ledger)
    {
        (TimelineEvent Event, DateTimeOffset? At)[] moves =
        [
            (TimelineEvent.Placed, order.PlacedAt),
            (TimelineEvent.Ready, order.ReadyAt),
            (TimelineEvent.Shipped, order.ShippedAt),
            (TimelineEvent.Delivered, order.DeliveredAt),
            (order.Status == OrderStatus.Expired ? TimelineEvent.Expired : TimelineEvent.Cancelled, order.EndedAt),
        ];
        var fulfilment = moves.Where(move => move.At is not null).Select(move => new TimelineItem(
            TimelineTrack.Fulfilment.ToUpperSnake(), move.Event.ToUpperSnake(), move.At!.Value));

        // Stable: steps of one moment keep their order within a track.
        return [.. fulfilment.Concat(MoneyOf(order.Payment, ledger)).OrderBy(item => item.At)];
    }

    private static IEnumerable<TimelineItem> MoneyOf(Payment payment, IEnumerable<PaymentEvent> ledger)
    {
        var entries = ledger.OrderBy(entry => entry.Id).ToList();
        var refused = entries.Where(entry => entry.Event == PaymentEventKind.RefundRefused)
            .Select(entry => entry.Reference).ToHashSet();
        var refundedMinor = 0L;
        foreach (var entry in entries)
        {
            if (entry.Event == PaymentEventKind.RefundOpened && refused.Contains(entry.Reference))
            {
                continue; // A refused refund; another refund of the amount replaces it.
            }

            refundedMinor += entry.Event == PaymentEventKind.GivenBack ? entry.AmountMinor!.Value : 0;
            if (EventOf(entry.Event, isAllRefunded: refundedMinor == payment.CapturedMinor) is { } step)
            {
                yield return new(
                    TimelineTrack.Money.ToUpperSnake(), step.ToUpperSnake(), entry.At,
                    entry.AmountMinor - UnderWayAt(entry, payment, entries), entry.Currency);
            }
        }
    }

    /// <summary>
    /// The amount of the refunds that were in progress when the entry was written. The entry contains everything that
    /// was not confirmed as refunded then. Refunds in progress have their own steps, so they are subtracted, as on the
    /// cancel page.
    /// </summary>
    private static long UnderWayAt(PaymentEvent entry, Payment payment, List<PaymentEvent> entries)
    {
        if (entry.Event != PaymentEventKind.OwedBack)
        {
            return 0;
        }

        var earlier = entries[..entries.IndexOf(entry)];
        return payment.Refunds
            .Where(refund => refund.Status != RefundStatus.Refused)
            .Where(refund => earlier.Any(one =>
                one.Event == PaymentEventKind.RefundOpened && one.Reference == $"{refund.Id:D}"))
            .Where(refund => !earlier.Any(one =>
                one.Event == PaymentEventKind.GivenBack && one.Reference == refund.CancellationId))
            .Sum(refund => refund.AmountMinor);
    }

    /// <summary>Null for mismatches, for entries that concern only the shop, and for the fulfilment track.</summary>
    private static TimelineEvent? EventOf(PaymentEventKind kind, bool isAllRefunded) => kind switch
    {
        PaymentEventKind.Declined => TimelineEvent.Declined,
        PaymentEventKind.Paid => TimelineEvent.Paid,
        PaymentEventKind.RefundDue => TimelineEvent.PaidWithoutOrder,
        PaymentEventKind.OwedBack => TimelineEvent.RefundDecided,
        PaymentEventKind.RefundOpened => TimelineEvent.RefundRequested,
        PaymentEventKind.GivenBack => isAllRefunded ? TimelineEvent.Refunded : TimelineEvent.PartlyRefunded,
        PaymentEventKind.Closed => TimelineEvent.NotCharged,
        PaymentEventKind.RefundRefused or PaymentEventKind.Contradicted or PaymentEventKind.Shipped
            or PaymentEventKind.Delivered => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
