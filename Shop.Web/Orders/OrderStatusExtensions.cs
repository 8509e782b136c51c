// Derives from an order what its pages show. A page shows the state at one moment. Its interactive component polls the
// current state and reloads the page if the fingerprint has changed.
namespace Shop.Web.Orders;

public static class OrderStatusExtensions
{
    /// <summary>Everything that can change. Orders with equal fingerprints show the same page.</summary>
    public static string Fingerprint(this OrderDetailReply order) => string.Join(' ',
    [
        $"{order.OrderStatus}", $"{order.PaymentStatus}", $"{order.RefundNeedsAccount}", $"{order.Timeline.Count}",
        .. order.Refunds.Select(refund => $"{refund.Status}"),
    ]);

    public static bool IsPayable(this OrderDetailReply order) =>
        order is { OrderStatus: OrderStatus.Pending, PaymentStatus: PaymentStatus.Pending };

    public static bool IsCancellable(this OrderDetailReply order) =>
        order.OrderStatus is OrderStatus.Pending or OrderStatus.Ready;

    public static bool IsEnded(this OrderDetailReply order) =>
        order.OrderStatus is OrderStatus.Expired or OrderStatus.Cancelled;

    /// <summary>True if the full payment is being refunded or has been refunded.</summary>
    public static bool IsRefunded(this OrderDetailReply order) =>
        order.PaymentStatus is PaymentStatus.RefundDue or PaymentStatus.Refunded;

    /// <summary>True if a part is being refunded or has been refunded and the order continues.</summary>
    public static bool IsPartlyRefunded(this OrderDetailReply order) =>
        order is { PaymentStatus: PaymentStatus.Paid, Money: { } money }
        && money.RefundedMinor + money.RefundingMinor > 0;

    /// <summary>What is still to be refunded, in the minor unit of the currency.</summary>
    public static long RefundingMinor(this OrderDetailReply order) => order.Money is not { } money ? 0
        : order.IsRefunded() ? money.CapturedMinor - money.RefundedMinor
        : money.RefundingMinor;

    /// <summary>True if a refund is in progress and needs nothing from the shopper.</summary>
    public static bool IsRefunding(this OrderDetailReply order) =>
        order is { PaymentStatus: PaymentStatus.RefundDue, RefundNeedsAccount: false }
        || order.Refunds.Any(refund => refund.Status != RefundStatus.Succeeded);

    /// <summary>True if the unpaid order has exactly these products in these quantities.</summary>
    public static bool IsOf(this PendingOrderItem order, IEnumerable<OrderLineRequest> lines) =>
        order.Lines.ToHashSet().SetEquals(lines);
}
