// What an order's pages decide by. They show what stands at one moment; the island on them compares it with what stands
// now, and lets the server show the page anew where something has moved.
using Shop.Commerce;

namespace Shop.Web.Orders;

/// <summary>How an order and its money stand.</summary>
public static class OrderStanding
{
    /// <summary>Everything that moves, as one text: two that are equal show the same page.</summary>
    public static string Mark(this OrderDetailReply order) => string.Join(' ',
    [
        order.OrderStatus, order.PaymentStatus, $"{order.RefundNeedsAccount}", $"{order.Timeline.Count}",
        .. order.Refunds.Select(refund => refund.Status),
    ]);

    public static bool IsPayable(this OrderDetailReply order) =>
        order is { OrderStatus: "PENDING", PaymentStatus: "PENDING" };

    public static bool IsCancellable(this OrderDetailReply order) => order.OrderStatus is "PENDING" or "READY";

    public static bool IsEnded(this OrderDetailReply order) => order.OrderStatus is "EXPIRED" or "CANCELLED";

    /// <summary>All that was paid goes back, or has.</summary>
    public static bool IsReturned(this OrderDetailReply order) => order.PaymentStatus is "REFUND_DUE" or "REFUNDED";

    /// <summary>A part of what was paid goes back, or has, and the order goes on.</summary>
    public static bool IsPartlyRefunded(this OrderDetailReply order) =>
        order is { PaymentStatus: "PAID", Money: { } money } && money.RefundedMinor + money.RefundingMinor > 0;

    /// <summary>What is on its way back; of a payment that is returned as a whole that is the whole rest.</summary>
    public static long RefundingMinor(this OrderDetailReply order) => order.Money is not { } money ? 0
        : order.IsReturned() ? money.CapturedMinor - money.RefundedMinor
        : money.RefundingMinor;

    /// <summary>Money is on its way back by itself.</summary>
    public static bool IsRefunding(this OrderDetailReply order) =>
        order is { PaymentStatus: "REFUND_DUE", RefundNeedsAccount: false }
        || order.Refunds.Any(refund => refund.Status != "SUCCEEDED");
}
