// The timeline of an order in two tracks: what happened to the goods, and what happened to the money. A partial refund
// moves money and leaves the order as it is, so the last step of one track says nothing about the other.

namespace Shop.Commerce.Orders;

/// <summary>Builds the timeline of an order from its timestamps and its ledger.</summary>
public static class OrderTimeline
{
    /// <summary>The steps of both tracks, oldest first.</summary>
    public static IReadOnlyList<TimelineItem> Of(Order order, IEnumerable<LedgerEntry> ledger)
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
            TimelineTrack.Fulfilment, move.Event, move.At!.Value));

        // Stable: steps of one moment keep their order within a track.
        return [.. fulfilment.Concat(MoneyOf(order.Payment, ledger)).OrderBy(item => item.At)];
    }

    private static IEnumerable<TimelineItem> MoneyOf(Payment payment, IEnumerable<LedgerEntry> ledger)
    {
        var entries = ledger.OrderBy(entry => entry.Id).ToList();
        var rejected = entries.Where(entry => entry.Event == LedgerEntryKind.RefundRejected)
            .Select(entry => entry.Reference).ToHashSet();
        var refundedMinor = 0L;
        foreach (var entry in entries)
        {
            if (entry.Event == LedgerEntryKind.RefundOpened && rejected.Contains(entry.Reference))
            {
                continue; // A rejected refund; another refund of the amount replaces it.
            }

            refundedMinor += entry.Event == LedgerEntryKind.Refunded ? entry.AmountMinor!.Value : 0;
            if (EventOf(entry.Event, isAllRefunded: refundedMinor == payment.CapturedMinor) is { } step)
            {
                yield return new(
                    TimelineTrack.Money, step, entry.At,
                    entry.AmountMinor - RefundsInProgressMinor(entry, payment, entries), entry.Currency);
            }
        }
    }

    /// <summary>
    /// The amount of the refunds that were in progress when the entry was written. The entry contains everything that
    /// was not confirmed as refunded then. Refunds in progress have their own steps, so they are subtracted, as on the
    /// cancel page.
    /// </summary>
    private static long RefundsInProgressMinor(LedgerEntry entry, Payment payment, List<LedgerEntry> entries)
    {
        if (entry.Event != LedgerEntryKind.RefundRequired)
        {
            return 0;
        }

        var earlier = entries[..entries.IndexOf(entry)];
        return payment.Refunds
            .Where(refund => refund.Status != RefundStatus.Rejected)
            .Where(refund => earlier.Any(opened =>
                opened.Event == LedgerEntryKind.RefundOpened && opened.Reference == $"{refund.Id:D}"))
            .Where(refund => !earlier.Any(refunded =>
                refunded.Event == LedgerEntryKind.Refunded && refunded.Reference == refund.CancellationId))
            .Sum(refund => refund.AmountMinor);
    }

    /// <summary>Null for mismatches, for entries that concern only the shop, and for the fulfilment track.</summary>
    private static TimelineEvent? EventOf(LedgerEntryKind kind, bool isAllRefunded) => kind switch
    {
        LedgerEntryKind.Declined => TimelineEvent.Declined,
        LedgerEntryKind.Paid => TimelineEvent.Paid,
        LedgerEntryKind.RefundDue => TimelineEvent.PaidWithoutOrder,
        LedgerEntryKind.RefundRequired => TimelineEvent.RefundDecided,
        LedgerEntryKind.RefundOpened => TimelineEvent.RefundRequested,
        LedgerEntryKind.Refunded => isAllRefunded ? TimelineEvent.Refunded : TimelineEvent.PartlyRefunded,
        LedgerEntryKind.Closed => TimelineEvent.NotCharged,
        LedgerEntryKind.RefundRejected or LedgerEntryKind.Mismatch or LedgerEntryKind.Shipped
            or LedgerEntryKind.Delivered => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
