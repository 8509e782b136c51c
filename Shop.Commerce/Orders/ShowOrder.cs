using Shop.Commerce.Orders.Addresses;

namespace Shop.Commerce.Orders;

/// <summary>Shows one order with everything that its page needs.</summary>
public sealed class ShowOrder(LoadOrder loadOrder, ShippingEncryption encryption)
{
    /// <summary>The order; null if it does not exist or belongs to another shopper.</summary>
    public async Task<OrderDetailReply?> RunAsync(
        Guid orderId, CurrentShopper me, Language language, CancellationToken ct) =>
        await loadOrder.ByIdAsync(orderId, me.Id, ct) is { } loaded ? Reply(loaded, language) : null;

    /// <summary>The reply for an order that is loaded already; null if its address has been erased.</summary>
    public OrderDetailReply? Reply(LoadedOrder loaded, Language language) =>
        loaded.Order is { Shipping: { } encrypted } order
            ? Reply(order, encryption.Decrypt(order.Id, encrypted), loaded, language)
            : null;

    private static OrderDetailReply Reply(
        Order order, Shipping shipping, LoadedOrder loaded, Language language) => new(
        OrderId: order.Id,
        OrderStatus: order.Status,
        PaymentStatus: order.Payment.Status,
        OrderName: order.NameIn(language),
        AmountWon: order.TotalWon,
        PlacedAt: order.PlacedAt,
        Lines: order.LinesIn(language),
        Shipping: shipping,
        PaymentKey: order.Payment.Key,
        PaidAt: order.Payment.PaidAt,
        ExpiresAt: order.Status == OrderStatus.Pending ? order.ExpiresAt : null,
        Refunds:
        [
            .. order.Payment.Refunds
                .Where(refund => refund.Status != RefundStatus.Rejected) // Replaced by another one.
                .OrderBy(refund => refund.RequestedAt).ThenBy(refund => refund.Id)
                .Select(refund => new RefundItem(
                    refund.AmountMinor, order.Payment.Currency!, refund.Status, refund.ReasonCode,
                    refund.RequestedAt, refund.RefundedAt)),
        ],
        Timeline: OrderTimeline.Of(order, loaded.Ledger),
        RefundReason: order.Payment.RefundReason,
        RefundNeedsAccount: order.Payment is { NeedsBankAccount: true, Status: PaymentStatus.RefundDue },
        Money: order.Payment is { CapturedMinor: { } captured, Currency: { } currency } payment
            ? new(currency, captured, payment.RefundedMinor, payment.RefundingMinor)
            : null,
        AttemptFailed: order.Payment.AttemptFailed,
        FailureText: order.Payment.AttemptFailed ? order.Payment.FailureText : null,
        Shipment: loaded.Shipment?.Item(language));
}
