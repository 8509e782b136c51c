using Shop.Commerce;

namespace Shop.Tests.Payments;

/// <summary>The window was left open, the order ended meanwhile, and then the money came.</summary>
[Collection(RunningShop.Shared)]
public sealed class PayingForAnEndedOrder(RunningShop shop)
{
    [Fact]
    public async Task Fifty_reports_owe_the_money_back_once_and_return_no_stock_again()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAsync(lamp, quantity: 4);
        await EndsUnpaidAsync(order);
        await shop.Sandbox.DepositAsync(order.PaymentKey, order.AmountWon);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.ReturnsFromAsync(order)));

        Assert.Equal(
            new PaymentReply(order.PaymentKey, order.OrderId, "REFUND_DUE", "CANCELLED", "ORDER_ENDED"),
            Assert.Single(answers.Distinct()));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal($"CLOSED,REFUND_DUE {order.AmountWon}", await shop.CommerceAsync<string>($"""
            select string_agg(event, ',' order by seq) || ' ' || max(amount_minor)
            from payment_events where payment_key = '{order.PaymentKey}'
            """));
    }

    // As the sweep ends an order whose time is over.
    private Task<int> EndsUnpaidAsync(OrderReply order) => shop.CommerceAsync($"""
        update orders set status = 'CANCELLED', ended_at = now() where id = '{order.OrderId}';
        update payments set status = 'CANCELLED', order_status = 'CANCELLED' where key = '{order.PaymentKey}';
        insert into payment_events (payment_key, at, event, reporter)
          values ('{order.PaymentKey}', now(), 'CLOSED', 'SWEEP')
        """);
}
