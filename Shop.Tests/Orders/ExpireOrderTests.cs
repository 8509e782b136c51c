using System.Net;
using Shop.Commerce.Jobs;
using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

/// <summary>The time to pay has ended. The EXPIRE job retrieves the payment before the order expires.</summary>
[Collection(RunningShop.Shared)]
public sealed class ExpireOrderTests(RunningShop shop) : IAsyncLifetime
{
    private Shopper _shopper = null!;
    private Product _lamp = null!;
    private OrderReply _order = null!;

    /// <summary>
    /// Orders 4 of 10 lamps. Without webhooks and with postponed jobs, only the end of the time to pay triggers
    /// a retrieval.
    /// </summary>
    public async ValueTask InitializeAsync()
    {
        await shop.Sandbox.DropWebhooksAsync();
        (_shopper, _lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        _order = await _shopper.OrderAsync(_lamp, quantity: 4);
        await shop.PostponeJobsAsync(_order);
    }

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Order_expires_after_15_minutes_is_restocked_once_and_refunds_a_late_payment()
    {
        await shop.AgeAsync(_order, 14);
        Assert.Equal(6, await shop.StockOfAsync(_lamp));
        await shop.AgeAsync(_order, 1);
        await _shopper.WaitForStatusAsync(_order, PaymentStatus.Closed, OrderStatus.Expired);
        Assert.Equal(10, await shop.StockOfAsync(_lamp));
        Assert.Equal("CLOSED", await shop.LedgerOfAsync(_order));

        await shop.Sandbox.SetFaultsAsync(new { });
        await _shopper.PayAsync(_order);

        var seen = await _shopper.WaitForStatusAsync(_order, PaymentStatus.Refunded, OrderStatus.Expired);
        Assert.Equal(RefundReason.OrderEnded, seen.RefundReason);
        Assert.Equal("CLOSED,REFUND_DUE,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(_order));
        await shop.AssertRefundedAsync(_order, _order.AmountWon);
        Assert.Equal(10, await shop.StockOfAsync(_lamp));
    }

    /// <summary>The newest attempt is known from a report, or found by the EXPIRE job.</summary>
    [Theory]
    [InlineData(14, true, 15)]
    [InlineData(15, false, 15)]
    [InlineData(40, true, 5)]
    public async Task Attempt_extends_the_time_to_pay_to_at_most_45_minutes(
        int minutesAgo, bool isReported, int minutesLeft)
    {
        var now = TimeProvider.System.GetUtcNow();
        await ActAsync("close"); // The shopper closes the payment window.
        await shop.ExecuteSqlAsync($"""
            update orders set placed_at = now() - interval '{minutesAgo} minutes',
                expires_at = now() + interval '{(isReported ? 1 : 0)} minutes'
            where id = '{_order.OrderId}'
            """);
        Task report = isReported ? _shopper.SendCompleteAsync(_order.PaymentKey) : shop.AgeAsync(_order, 0);
        await report;

        var seen = await Eventually.IsAsync(
            () => _shopper.GetOrderAsync(_order), seen => seen.ExpiresAt > now.AddMinutes(2));
        Assert.Equal(now.AddMinutes(minutesLeft), seen.ExpiresAt!.Value, TimeSpan.FromMinutes(1));
        Assert.Equal((OrderStatus.Pending, 6), (seen.OrderStatus, await shop.StockOfAsync(_lamp)));
        await shop.AgeAsync(_order, minutesLeft);
        await _shopper.WaitForStatusAsync(_order, PaymentStatus.Closed, OrderStatus.Expired);
    }

    [Fact]
    public async Task Order_does_not_expire_while_PortOne_is_unavailable_and_its_unreported_payment_counts()
    {
        await _shopper.PayAsync(_order);
        await shop.Sandbox.SetFaultsForAsync(_order.PaymentKey, errorRate: 1);

        await shop.AgeAsync(_order, 300);
        await WaitForFailedChecksAsync();

        Assert.Equal(OrderStatus.Pending, (await _shopper.GetOrderAsync(_order)).OrderStatus);
        Assert.Equal(6, await shop.StockOfAsync(_lamp));
        await shop.Sandbox.DropWebhooksAsync();
        await _shopper.WaitForStatusAsync(_order, PaymentStatus.Paid, OrderStatus.Ready);
    }

    [Fact]
    public async Task Order_does_not_expire_while_the_capture_is_pending()
    {
        await ActAsync("pend");
        await _shopper.SendCompleteAsync(_order.PaymentKey); // Records the attempt; it extends the time only once.

        await shop.AgeAsync(_order, 60);
        await WaitForFailedChecksAsync();
        var meanwhile = await Shopper.ReadAsync<PaymentReply>(
            await _shopper.SendCompleteAsync(_order.PaymentKey), HttpStatusCode.Accepted);
        await _shopper.PayAsync(_order);

        Assert.Equal((PaymentStatus.Pending, OrderStatus.Pending), (meanwhile.PaymentStatus, meanwhile.OrderStatus));
        Assert.Equal(PaymentStatus.Paid, (await _shopper.ReturnFromAsync(_order)).PaymentStatus);
    }

    [Fact]
    public async Task Virtual_account_is_closed_before_the_order_ends()
    {
        await ActAsync("issue-virtual-account");

        await shop.AgeAsync(_order, 60);

        await Eventually.IsAsync(
            () => _shopper.GetOrderAsync(_order), seen => seen.PaymentStatus == PaymentStatus.Closed);
        Assert.Equal(10, await shop.StockOfAsync(_lamp));
        Assert.Equal("CLOSED", await shop.LedgerOfAsync(_order));
    }

    private Task ActAsync(string act) =>
        shop.Sandbox.ActAsync(_order.PaymentKey, act, new { totalAmount = _order.AmountWon });

    private Task WaitForFailedChecksAsync() =>
        Eventually.IsAsync(() => shop.AttemptsOfAsync(_order, PaymentJobKind.Expire), attempts => attempts >= 2);
}
