using System.Net;
using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

/// <summary>The time to pay has ended. The sweep retrieves the payment from PortOne before the order expires.</summary>
[Collection(RunningShop.Shared)]
public sealed class ExpireOrderTests(RunningShop shop) : IAsyncLifetime
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    public async ValueTask InitializeAsync() => await shop.Sandbox.DropWebhooksAsync();

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Order_expires_after_15_minutes_and_is_restocked_once()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);

        await shop.AgeAsync(order, 14);
        var held = await shop.StockOfAsync(lamp);
        await shop.AgeAsync(order, 1);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Closed, OrderStatus.Expired);

        Assert.Equal((6, 10), (held, await shop.StockOfAsync(lamp)));
        Assert.Equal("CLOSED", await shop.LedgerOfAsync(order));
    }

    [Fact]
    public async Task Payment_after_expiry_is_refunded()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shop.AgeAsync(order, 15);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Closed, OrderStatus.Expired);
        await shop.Sandbox.SetFaultsAsync(new { });

        await shopper.PaysAsync(order);

        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Expired);
        Assert.Equal(RefundReason.OrderEnded, seen.RefundReason);
        Assert.Equal("CLOSED,REFUND_DUE,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, order.AmountWon);
        Assert.Equal(10, await shop.StockOfAsync(lamp));
    }

    [Fact]
    public async Task Unreported_payment_completes_the_order_after_its_time_to_pay()
    {
        var (shopper, order) = await OrdersAsync();
        await shopper.PaysAsync(order);

        await shop.AgeAsync(order, 60);

        await shopper.WaitForStatusAsync(order, PaymentStatus.Paid, OrderStatus.Ready);
    }

    [Theory]
    [InlineData(14, 15)]
    [InlineData(40, 5)]
    public async Task Attempt_extends_the_time_to_pay_to_at_most_45_minutes(int minutesAgo, int minutesLeft)
    {
        var (shopper, order) = await OrdersAsync();
        await shop.CommerceAsync($"""
            update orders set placed_at = now() - interval '{minutesAgo} minutes',
                expires_at = now() + interval '1 minute'
            where id = '{order.OrderId}'
            """);
        await shop.Sandbox.ActAsync(order.PaymentKey, "close", new { totalAmount = order.AmountWon });
        await shopper.SendsCompleteAsync(order.PaymentKey);
        var expires = (await shopper.GetOrderAsync(order)).ExpiresAt!.Value;

        await shop.AgeAsync(order, minutesLeft);

        Assert.Equal(TimeProvider.System.GetUtcNow().AddMinutes(minutesLeft), expires, OneMinute);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Closed, OrderStatus.Expired);
    }

    [Fact]
    public async Task Open_payment_window_extends_the_time_to_pay()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shop.Sandbox.ActAsync(order.PaymentKey, "close", new { totalAmount = order.AmountWon });

        await shop.AgeAsync(order, 15);

        var now = TimeProvider.System.GetUtcNow();
        var looks = await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), seen => seen.ExpiresAt > now + OneMinute);
        Assert.Equal((OrderStatus.Pending, 6), (looks.OrderStatus, await shop.StockOfAsync(lamp)));
    }

    [Fact]
    public async Task Order_does_not_expire_while_PortOne_is_unavailable()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shop.Sandbox.SetFaultsForAsync(order.PaymentKey, errorRate: 1);

        await shop.AgeAsync(order, 300);
        await WaitForFailedCheckAsync(order);
        var meanwhile = ((await shopper.GetOrderAsync(order)).OrderStatus, await shop.StockOfAsync(lamp));
        await shop.Sandbox.DropWebhooksAsync();

        Assert.Equal((OrderStatus.Pending, 6), meanwhile);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Closed, OrderStatus.Expired);
    }

    [Fact]
    public async Task Order_does_not_expire_while_the_capture_is_pending()
    {
        var (shopper, order) = await OrdersAsync();
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend", new { totalAmount = order.AmountWon });
        await shopper.SendsCompleteAsync(order.PaymentKey); // Records the attempt; it extends the time only once.

        await shop.AgeAsync(order, 60);
        await WaitForFailedCheckAsync(order);
        var meanwhile = await Shopper.ReadAsync<PaymentReply>(
            await shopper.SendsCompleteAsync(order.PaymentKey), HttpStatusCode.Accepted);
        await shopper.PaysAsync(order);

        Assert.Equal((PaymentStatus.Pending, OrderStatus.Pending), (meanwhile.PaymentStatus, meanwhile.OrderStatus));
        Assert.Equal(PaymentStatus.Paid, (await shopper.ReturnsFromAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task Virtual_account_is_closed_before_the_order_ends()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await OrdersAsync(lamp);
        await shop.Sandbox.ActAsync(
            order.PaymentKey, "issue-virtual-account", new { totalAmount = order.AmountWon });

        await shop.AgeAsync(order, 60);

        await Eventually.IsAsync(
            () => shopper.GetOrderAsync(order), looks => looks.PaymentStatus == PaymentStatus.Closed,
            TimeSpan.FromSeconds(30));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("CLOSED", await shop.LedgerOfAsync(order));
    }

    private Task WaitForFailedCheckAsync(OrderReply order) => Eventually.IsAsync(
        () => shop.TriesOfAsync(order, "EXPIRE"), tries => tries >= 2, TimeSpan.FromSeconds(30));

    // Postpones the sweep, so that only the end of the time to pay triggers it for this order.
    private async Task<(Shopper Shopper, OrderReply Order)> OrdersAsync(Product? product = null)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(product ?? await shop.NewProductAsync(stock: 10), quantity: 4);
        await shop.PostponeJobsAsync(order);
        return (shopper, order);
    }
}
