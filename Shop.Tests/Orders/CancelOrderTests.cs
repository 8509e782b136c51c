using System.Net;
using Shop.Tests.Payments;

namespace Shop.Tests.Orders;

/// <summary>A shopper cancels an order.</summary>
[Collection(RunningShop.Shared)]
public sealed class CancelOrderTests(RunningShop shop) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.StopOtherReportsAsync();

    public async ValueTask DisposeAsync() => await shop.ResumeOtherReportsAsync();

    [Fact]
    public async Task Unpaid_order_is_cancelled_and_restocked_once()
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        var order = await shopper.OrderAsync(lamp, quantity: 4);

        var cancelled = await shopper.CancelAsync(order);

        Assert.Equal(new CancelReply(order.OrderId, OrderStatus.Cancelled, PaymentStatus.Closed), cancelled);
        Assert.Equal(cancelled, await shopper.CancelAsync(order));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal("CLOSED SHOPPER", await shop.QuerySqlAsync<string>($"""
            select string_agg(event || ' ' || source, ',') from ledger_entries
            where payment_key = '{order.PaymentKey}'
            """));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // The cancellation finds the capture at PortOne.
    public async Task Fifty_concurrent_cancellations_of_a_paid_order_refund_it_once(bool isReported)
    {
        var (shopper, lamp) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        var order = await shopper.OrderAndPayAsync(lamp, quantity: 4);
        if (isReported)
        {
            await shopper.ReturnFromAsync(order);
        }

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.CancelAsync(order)));
        var stock = await shop.StockOfAsync(lamp);
        var seen = await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);

        Assert.All(replies, reply => Assert.Equal(OrderStatus.Cancelled, reply.OrderStatus));
        Assert.Contains(replies, reply => reply.PaymentStatus == PaymentStatus.RefundDue);
        Assert.Equal((10, 10), (stock, await shop.StockOfAsync(lamp)));
        Assert.Equal(RefundReason.CancelledByShopper, seen.RefundReason);
        var refund = Assert.Single(seen.Refunds);
        Assert.Equal((order.AmountWon, RefundStatus.Succeeded), (refund.AmountMinor, refund.Status));
        Assert.Equal("PAID,REFUND_REQUIRED,REFUND_OPENED,REFUNDED", await shop.LedgerOfAsync(order));
        var cancellation = Assert.Single(await shop.RefundEntriesAsync(order));
        Assert.Equal(order.AmountWon, (long)cancellation["amount"]!);
        var id = await shop.QuerySqlAsync<Guid>($"select id from refunds where payment_key = '{order.PaymentKey}'");
        Assert.EndsWith($"{id:D}", (string?)cancellation["reason"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Undecided_payment_prevents_the_cancellation(bool isPending)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await shop.PostponeJobsAsync(order);
        if (isPending)
        {
            await shop.Sandbox.ActAsync(order.PaymentKey, "pend", new { totalAmount = order.AmountWon });
            await shopper.SendCompleteAsync(order.PaymentKey); // Records the attempt, so nothing is written later.
        }
        else
        {
            await shopper.PayAsync(order);
            await shop.Sandbox.SetFaultsForAsync(order.PaymentKey, errorRate: 1);
        }

        var rows = await shop.RowsOfAsync(order);

        await OrderTestExtensions.ProblemOfAsync(
            await shopper.SendCancelAsync(order), HttpStatusCode.ServiceUnavailable, "PAYMENT_BEING_CHECKED");

        Assert.Equal(rows, await shop.RowsOfAsync(order));
    }

    [Theory]
    [InlineData(OrderStatus.Shipped, PaymentStatus.Paid)]
    [InlineData(OrderStatus.Expired, PaymentStatus.Closed)]
    public async Task Shipped_or_ended_order_is_not_cancellable(OrderStatus orderStatus, PaymentStatus paymentStatus)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        if (orderStatus == OrderStatus.Expired)
        {
            await shop.ExpireAsync(shopper, order);
        }
        else
        {
            await shopper.PayAsync(order);
            await shopper.ReturnFromAsync(order);
            await shop.ExecuteSqlAsync($"""
                update orders set status = 'SHIPPED', shipped_at = now() where id = '{order.OrderId}';
                update payments set order_status = 'SHIPPED' where key = '{order.PaymentKey}'
                """);
        }

        var refusal = await OrderTestExtensions.ProblemOfAsync(
            await shopper.SendCancelAsync(order), HttpStatusCode.Conflict, "NOT_CANCELLABLE");

        Assert.Equal(orderStatus.ToUpperSnake(), (string?)refusal["orderStatus"]);
        var seen = await shopper.GetOrderAsync(order);
        Assert.Equal((orderStatus, paymentStatus), (seen.OrderStatus, seen.PaymentStatus));
    }
}
