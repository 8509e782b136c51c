namespace Shop.Contracts;

/// <summary>
/// A step of the order, oldest first. <paramref name="Track"/> says what it is about: FULFILMENT (PLACED, READY,
/// SHIPPED, DELIVERED, EXPIRED, CANCELLED) or MONEY (DECLINED, PAID, PAID_WITHOUT_ORDER, REFUND_DECIDED,
/// REFUND_REQUESTED, PARTLY_REFUNDED, REFUNDED, NOT_CHARGED). A step that moves money has its amount in the minor unit.
/// </summary>
public sealed record TimelineItem(
    string Track, string Event, DateTimeOffset At, long? AmountMinor = null, string? Currency = null);
