namespace Shop.Tests.Payments;

/// <summary>Cancellations of paid orders in PortOne's console and by charge-back.</summary>
[Collection(RunningShop.Shared)]
public sealed class ExternalCancellationTests(RunningShop shop)
{
    [Fact]
    public async Task Partial_cancellation_keeps_the_order_and_the_last_one_cancels_it_and_restocks()
    {
        var (shopper, order, lamp) = await BuysLampAsync();

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
        var part = await Eventually.IsAsync(() => shopper.GetOrderAsync(order), detail => detail.Refunds.Count == 1);
        var held = await shop.StockOfAsync(lamp);
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 17_000 });
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal((PaymentStatus.Paid, OrderStatus.Ready, 9), (part.PaymentStatus, part.OrderStatus, held));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("PAID,REFUNDED,REFUNDED", await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, 3_000, 17_000);
    }

    [Fact]
    public async Task Shop_refunds_the_rest_after_a_partial_cancellation()
    {
        var (shopper, order, _) = await BuysLampAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
        await Eventually.IsAsync(() => shopper.GetOrderAsync(order), detail => detail.Refunds.Count == 1);

        await shopper.CancelsAsync(order);

        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal("OUTSIDE SUCCEEDED 3000, SHOP SUCCEEDED 17000", await shop.RefundsOfAsync(order));
        await shop.AssertRefundedAsync(order, 3_000, 17_000);
    }

    [Fact]
    public async Task Charge_back_of_a_shipped_order_is_recorded_and_keeps_the_order_shipped()
    {
        var (shopper, order, lamp) = await BuysLampAsync();
        await shop.CommerceAsync($"""
            update orders set status = 'SHIPPED', shipped_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'SHIPPED' where key = '{order.PaymentKey}'
            """);

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { isChargeback = true });

        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Shipped);
        Assert.Equal("CHARGEBACK", Assert.Single(seen.Refunds).Reason);
        Assert.Equal("OUTSIDE SUCCEEDED 20000", await shop.RefundsOfAsync(order));
        Assert.Equal(9, await shop.StockOfAsync(lamp)); // Not restocked.
    }

    private async Task<(Shopper Shopper, OrderReply Order, Product Lamp)> BuysLampAsync()
    {
        var lamp = await shop.NewProductAsync(priceWon: 20_000, stock: 10);
        var (shopper, order) = await shop.NewPaidOrderAsync(lamp);
        return (shopper, order, lamp);
    }
}
