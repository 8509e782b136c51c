using System.Net;
using Shop.Commerce;
using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

/// <summary>The time to pay is over, and PortOne is asked first.</summary>
[Collection(RunningShop.Shared)]
public sealed class RunningOutOfTime(RunningShop shop) : IAsyncLifetime
{
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    public async ValueTask InitializeAsync() => await shop.Sandbox.LosesWebhooksAsync();

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task After_a_quarter_of_an_hour_the_order_expires_and_its_stock_comes_back_once()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);

        await shop.AgeAsync(order, 14);
        var held = await shop.StockOfAsync(lamp);
        await shop.AgeAsync(order, 1);
        await shopper.SeesAsync(order, "CANCELLED", "EXPIRED");

        Assert.Equal((6, 10), (held, await shop.StockOfAsync(lamp)));
        Assert.Equal("CLOSED", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Money_that_arrives_after_the_end_goes_back()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shop.AgeAsync(order, 15);
        await shopper.SeesAsync(order, "CANCELLED", "EXPIRED");
        await shop.Sandbox.SetFaultsAsync(new { });

        await shopper.PaysAsync(order);

        var seen = await shopper.SeesAsync(order, "REFUNDED", "EXPIRED");
        Assert.Equal("ORDER_ENDED", seen.OwedBecause);
        Assert.Equal("CLOSED,REFUND_DUE,REFUND_OPENED,GIVEN_BACK", await shop.LedgerOfAsync(order));
        await shop.HasGivenBackAsync(order, order.AmountWon);
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Money_that_nobody_reported_buys_even_when_the_time_is_over()
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);

        await shop.AgeAsync(order, 60);

        await shopper.SeesAsync(order, "PAID", "READY");
    }

    [Theory]
    [InlineData(14, 15)]
    [InlineData(40, 5)]
    public async Task An_attempt_gives_a_quarter_of_an_hour_more_but_45_minutes_in_all(int minutesAgo, int minutesLeft)
    {
        var (shopper, order) = await OrdersAsync();
        await shop.CommerceAsync($"""
            update orders set placed_at = now() - interval '{minutesAgo} minutes',
                expires_at = now() + interval '1 minute'
            where id = '{order.OrderId}'
            """);
        await shop.Sandbox.ActAsync(order.PaymentKey, "close", new { totalAmount = order.AmountWon });
        await shopper.SendsCompleteAsync(order.PaymentKey);
        var expires = (await shopper.LooksAtAsync(order)).ExpiresAt!.Value;

        await shop.AgeAsync(order, minutesLeft);

        Assert.Equal(TimeProvider.System.GetUtcNow().AddMinutes(minutesLeft), expires, AMinute);
        await shopper.SeesAsync(order, "CANCELLED", "EXPIRED");
    }

    [Fact]
    public async Task Whoever_is_at_the_window_when_the_time_is_over_has_their_time()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shop.Sandbox.ActAsync(order.PaymentKey, "close", new { totalAmount = order.AmountWon });

        await shop.AgeAsync(order, 15);

        var now = TimeProvider.System.GetUtcNow();
        var looks = await Eventually.IsAsync(() => shopper.LooksAtAsync(order), seen => seen.ExpiresAt > now + AMinute);
        Assert.Equal(("PENDING", 6), (looks.OrderStatus, await shop.StockOfAsync(lamp)));
    }

    [Fact]
    public async Task Never_while_PortOne_cannot_be_asked()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shop.Sandbox.BreaksAsync(order.PaymentKey, errorRate: 1);

        await shop.AgeAsync(order, 300);
        await SweptInVainAsync(order);
        var meanwhile = ((await shopper.LooksAtAsync(order)).OrderStatus, await shop.StockOfAsync(lamp));
        await shop.Sandbox.LosesWebhooksAsync();

        Assert.Equal(("PENDING", 6), meanwhile);
        await shopper.SeesAsync(order, "CANCELLED", "EXPIRED");
    }

    [Fact]
    public async Task Never_while_the_money_may_still_be_captured()
    {
        var (shopper, order) = await OrdersAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend", new { totalAmount = order.AmountWon });
        await shopper.SendsCompleteAsync(order.PaymentKey); // The attempt is known and prolongs nothing any more.

        await shop.AgeAsync(order, 60);
        await SweptInVainAsync(order);
        var meanwhile = await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(order.PaymentKey), HttpStatusCode.Accepted);
        await shopper.PaysAsync(order);

        Assert.Equal(("PENDING", "PENDING"), (meanwhile.PaymentStatus, meanwhile.OrderStatus));
        Assert.Equal("PAID", (await shopper.ReturnsFromAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task An_account_that_waits_for_a_deposit_is_closed_before_the_order_ends()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shop.Sandbox.ActAsync(
            order.PaymentKey, "issue-virtual-account", new { totalAmount = order.AmountWon });

        await shop.AgeAsync(order, 60);

        await Eventually.IsAsync(
            () => shopper.LooksAtAsync(order), looks => looks.PaymentStatus == "CANCELLED", TimeSpan.FromSeconds(30));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("CLOSED", await shop.LedgerOfAsync(order));
    }

    private Task SweptInVainAsync(OrderReply order) => Eventually.IsAsync(
        () => shop.TriesOfAsync(order, "EXPIRE"), tries => tries >= 2, TimeSpan.FromSeconds(30));

    // Only the end of its time brings the sweep to this order.
    private async Task<(Shopper Shopper, OrderReply Order)> OrdersAsync(Product? product = null)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(product ?? await shop.NewProductAsync(stock: 10), quantity: 4);
        await shop.SweepPassesByAsync(order);
        return (shopper, order);
    }
}
