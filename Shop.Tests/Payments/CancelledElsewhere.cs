using Shop.Commerce;

namespace Shop.Tests.Payments;

/// <summary>Money of a bought order goes back without the shop: at PortOne's console, or by a charge-back.</summary>
[Collection(RunningShop.Shared)]
public sealed class CancelledElsewhere(RunningShop shop)
{
    private const long Price = 20_000;

    [Fact]
    public async Task A_part_leaves_the_order_ready_and_the_last_won_ends_it_and_returns_its_stock()
    {
        var lamp = await shop.NewProductAsync(Price, stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(lamp);

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
        var part = await Eventually.IsAsync(() => shopper.LooksAtAsync(order), looks => looks.Refunds.Count == 1);
        var held = await shop.StockOfAsync(lamp);
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 17_000 });
        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");

        Assert.Equal(("PAID", "READY", 9), (part.PaymentStatus, part.OrderStatus, held));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("PAID,GIVEN_BACK,GIVEN_BACK", await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, 3_000, 17_000);
    }

    [Fact]
    public async Task What_is_on_its_way_stays_so_and_its_stock_stays_sold()
    {
        var lamp = await shop.NewProductAsync(Price, stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(lamp);
        await shop.CommerceAsync($"""
            update orders set status = 'SHIPPED', shipped_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'SHIPPED' where key = '{order.PaymentKey}'
            """);

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel");

        await shopper.SeesAsync(order, "REFUNDED", "SHIPPED");
        Assert.Equal(9, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task A_charge_back_is_recorded_as_one()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync(Price));

        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { isChargeback = true });

        var seen = await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.Equal("CHARGEBACK", Assert.Single(seen.Refunds).Reason);
        Assert.Equal("OUTSIDE SUCCEEDED 20000", await shop.RefundsOfAsync(order));
    }

    [Fact]
    public async Task A_part_before_the_shopper_cancels_leaves_the_rest_to_give_back()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync(Price));
        await shop.Sandbox.ActAsync(order.PaymentKey, "cancel", new { amount = 3_000 });
        await Eventually.IsAsync(() => shopper.LooksAtAsync(order), looks => looks.Refunds.Count == 1);

        await shopper.CancelsAsync(order);

        await shopper.SeesAsync(order, "REFUNDED", "CANCELLED");
        Assert.Equal("OUTSIDE SUCCEEDED 3000, SHOP SUCCEEDED 17000", await shop.RefundsOfAsync(order));
        await shop.HasGivenBackAsync(order, 3_000, 17_000);
    }
}
