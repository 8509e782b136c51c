using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

/// <summary>A shopper cancels an order.</summary>
[Collection(RunningShop.Shared)]
public sealed class CancelOrderTests(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Fact]
    public async Task Unpaid_order_is_cancelled_and_restocked()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(lamp, quantity: 4);

        var cancelled = await shopper.CancelsAsync(order);
        var again = await shopper.CancelsAsync(order);

        Assert.Equal(new CancelReply(order.OrderId, OrderStatus.Cancelled, PaymentStatus.Closed), cancelled);
        Assert.Equal(cancelled, again);
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("CLOSED SHOPPER", await shop.CommerceAsync<string>($"""
            select string_agg(event || ' ' || source, ',') from ledger_entries
            where payment_key = '{order.PaymentKey}'
            """));
    }

    [Fact]
    public async Task Unreported_payment_is_refunded()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());

        var cancelled = await shopper.CancelsAsync(order);

        Assert.Equal(
            (OrderStatus.Cancelled, PaymentStatus.RefundDue), (cancelled.OrderStatus, cancelled.PaymentStatus));
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
        Assert.Equal("PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task Pending_capture_prevents_the_cancellation()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.PostponeJobsAsync(order);
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend", new { totalAmount = order.AmountWon });
        await shopper.SendsCompleteAsync(order.PaymentKey); // Records the attempt, so nothing new is written later.

        await AssertUnavailableAsync(shopper, order);
    }

    [Fact]
    public async Task Unavailable_PortOne_prevents_the_cancellation()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        await shop.PostponeJobsAsync(order);
        await shop.Sandbox.SetFaultsForAsync(order.PaymentKey, errorRate: 1);

        await AssertUnavailableAsync(shopper, order);
    }

    [Fact]
    public async Task Paid_order_is_cancelled_immediately_and_refunded_later()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(lamp, quantity: 4);

        var cancelled = await shopper.CancelsAsync(order);
        var stock = await shop.StockOfAsync(lamp);
        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal(
            (OrderStatus.Cancelled, PaymentStatus.RefundDue), (cancelled.OrderStatus, cancelled.PaymentStatus));
        Assert.Equal((10, 10), (stock, await shop.StockOfAsync(lamp)));
        Assert.Equal(RefundReason.CancelledByShopper, seen.RefundReason);
        var refund = Assert.Single(seen.Refunds);
        Assert.Equal((order.AmountWon, RefundStatus.Succeeded), (refund.AmountMinor, refund.Status));
        var id = await shop.CommerceAsync<Guid>($"select id from refunds where payment_key = '{order.PaymentKey}'");
        Assert.EndsWith($"{id:D}", (string?)Assert.Single(await shop.RefundEntriesAsync(order))["reason"]);
    }

    [Fact]
    public async Task Fifty_concurrent_cancellations_refund_once()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(lamp, quantity: 4);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.CancelsAsync(order)));
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.All(answers, answer => Assert.Equal(OrderStatus.Cancelled, answer.OrderStatus));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task Fifty_concurrent_cancellations_of_an_unreported_payment_refund_once()
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(lamp, quantity: 4);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.CancelsAsync(order)));
        await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
        await shop.AssertRefundedAsync(order, order.AmountWon);
    }

    [Fact]
    public async Task Shipped_order_is_not_cancellable()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuysAsync(await shop.NewProductAsync());
        await shop.CommerceAsync($"""
            update orders set status = 'SHIPPED', shipped_at = now() where id = '{order.OrderId}';
            update payments set order_status = 'SHIPPED' where key = '{order.PaymentKey}'
            """);

        var refusal = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsCancelAsync(order), HttpStatusCode.Conflict);

        Assert.Equal(("NOT_CANCELLABLE", "SHIPPED"), ((string?)refusal["code"], (string?)refusal["orderStatus"]));
        Assert.Equal(PaymentStatus.Paid, (await shopper.GetOrderAsync(order)).PaymentStatus);
    }

    [Fact]
    public async Task Expired_order_is_not_cancellable()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.AgeAsync(order, 15);
        await shopper.WaitForStatusAsync(order, PaymentStatus.Closed, OrderStatus.Expired);

        var refusal = await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsCancelAsync(order), HttpStatusCode.Conflict);

        Assert.Equal("NOT_CANCELLABLE", (string?)refusal["code"]);
    }

    [Fact]
    public async Task Order_of_another_shopper_is_not_found()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var order = await shopper.BuysAsync(await shop.NewProductAsync());

        var theirs = await other.SendsCancelAsync(order);
        var unknown = await other.SendsCancelAsync(order with { OrderId = Guid.NewGuid() });

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (theirs.StatusCode, unknown.StatusCode));
        Assert.Equal(OrderStatus.Ready, (await shopper.GetOrderAsync(order)).OrderStatus);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("\u0000")]
    public async Task Cancellation_requires_a_reason(string reason)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());

        using var answer = await shopper.Commerce.PostAsJsonAsync($"/orders/{order.OrderId}/cancel", new { reason });

        Assert.InRange((int)answer.StatusCode, 400, 422);
        Assert.Equal(OrderStatus.Pending, (await shopper.GetOrderAsync(order)).OrderStatus);
    }

    private async Task AssertUnavailableAsync(Shopper shopper, OrderReply order)
    {
        var rows = await shop.RowsOfAsync(order);

        await Shopper.ReadAsync<JsonObject>(
            await shopper.SendsCancelAsync(order), HttpStatusCode.ServiceUnavailable);

        Assert.Equal(rows, await shop.RowsOfAsync(order));
    }
}
