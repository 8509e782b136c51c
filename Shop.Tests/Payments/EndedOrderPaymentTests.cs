
namespace Shop.Tests.Payments;

/// <summary>Payments that are captured after their order has ended.</summary>
[Collection(RunningShop.Shared)]
public sealed class EndedOrderPaymentTests(RunningShop shop)
{
    [Fact]
    public async Task Fifty_reports_require_one_refund_and_do_not_restock_again()
    {
        var shopper = await shop.NewShopperAsync();
        var lamp = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAsync(lamp, quantity: 4);
        await EndUnpaidOrderAsync(order);
        await shop.Sandbox.DepositAsync(order.PaymentKey, order.AmountWon);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.ReturnsFromAsync(order)));

        Assert.Equal(
            new PaymentReply(order.PaymentKey, order.OrderId, PaymentStatus.RefundDue, OrderStatus.Cancelled,
                RefundReason.OrderEnded),
            Assert.Single(answers.Distinct()));
        Assert.Equal(10, await shop.StockOfAsync(lamp));
        Assert.Equal($"CLOSED,REFUND_DUE {order.AmountWon}", await shop.CommerceAsync<string>($"""
            select string_agg(event, ',' order by seq) || ' ' || max(amount_minor)
            from ledger_entries where payment_key = '{order.PaymentKey}'
            """));
    }

    // Ends the order as its job ends an expired one.
    private Task<int> EndUnpaidOrderAsync(OrderReply order) => shop.CommerceAsync($"""
        update orders set status = 'CANCELLED', ended_at = now() where id = '{order.OrderId}';
        update payments set status = 'CLOSED', order_status = 'CANCELLED' where key = '{order.PaymentKey}';
        update products p set stock = p.stock + l.quantity from order_lines l
          where l.order_id = '{order.OrderId}' and p.id = l.product_id;
        update order_lines set holds_stock = false where order_id = '{order.OrderId}';
        insert into ledger_entries (payment_key, at, event, source)
          values ('{order.PaymentKey}', now(), 'CLOSED', 'JOB')
        """);
}
