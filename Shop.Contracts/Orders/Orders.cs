namespace Shop.Contracts;

/// <summary>A line of an order, as it was when the order was placed.</summary>
public sealed record OrderLineItem(
    int ProductId, string Name, string ImageUrl, long PriceWon, int Quantity, long LineTotalWon);

/// <summary>An order in the history; <paramref name="RefundedWon"/> is the amount refunded so far.</summary>
public sealed record OrderItem(
    Guid OrderId, OrderStatus OrderStatus, PaymentStatus PaymentStatus, string OrderName, long AmountWon,
    DateTimeOffset PlacedAt, IReadOnlyList<OrderLineItem> Lines, long RefundedWon);

/// <summary>One page of the shopper's orders, newest first, and how many there are in all.</summary>
public sealed record OrdersReply(IReadOnlyList<OrderItem> Items, long Total);

/// <summary>
/// An order with everything that its page needs. <paramref name="RefundReason"/> says why captured money is refunded;
/// null unless the whole payment must be refunded.
/// <paramref name="Money"/> is null before a capture. <paramref name="RefundNeedsAccount"/>: the money was paid as a
/// deposit and can be refunded only to a bank account that the shopper provides. <paramref name="AttemptFailed"/>: the
/// newest payment attempt failed; <paramref name="FailureText"/> is the payment provider's reason, to be shown
/// unchanged. <paramref name="Shipment"/> is null before the order ships, and if it shipped without a courier.
/// </summary>
public sealed record OrderDetailReply(
    Guid OrderId, OrderStatus OrderStatus, PaymentStatus PaymentStatus, string OrderName, long AmountWon,
    DateTimeOffset PlacedAt, IReadOnlyList<OrderLineItem> Lines, Shipping Shipping, string PaymentKey,
    DateTimeOffset? PaidAt, DateTimeOffset? ExpiresAt, IReadOnlyList<RefundItem> Refunds,
    IReadOnlyList<TimelineItem> Timeline,
    RefundReason? RefundReason = null, bool RefundNeedsAccount = false, OrderMoney? Money = null,
    bool AttemptFailed = false, string? FailureText = null, ShipmentItem? Shipment = null);

/// <summary>
/// An order that waits for payment. At <paramref name="ExpiresAt"/> it ends and its stock is returned, unless the
/// shopper is at the payment window.
/// </summary>
public sealed record PendingOrderItem(
    Guid OrderId, string OrderName, long AmountWon, DateTimeOffset ExpiresAt, IReadOnlyList<OrderLineRequest> Lines);

/// <summary>The shopper's orders that wait for payment, newest first.</summary>
public sealed record PendingOrdersReply(IReadOnlyList<PendingOrderItem> Items);

public sealed record CancelRequest(
    [property: ReadableText(Limits.CancelReason, IsSingleLine = true)] string Reason);

public sealed record CancelReply(Guid OrderId, OrderStatus OrderStatus, PaymentStatus PaymentStatus);
