// Two replicas of Commerce behind one address: a payment must be settled once across processes, not only within one.
using System.Net;
using Shop.Tests.Graphs;

namespace Shop.Tests.Payments;

[Collection(ReplicatedShop.Name)]
public sealed class CompletePaymentReplicaTests(ReplicatedShop shop)
{
    private const int Callers = 50;

    [Fact]
    public async Task Fifty_concurrent_reports_settle_once()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAndPaysAsync(product);

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => shopper.ReturnsFromAsync(order)));

        Assert.All(answers, answer => Assert.Equal(
            new PaymentReply(order.PaymentKey, order.OrderId, PaymentStatus.Paid, OrderStatus.Ready), answer));
        Assert.Equal(1, await shop.CommerceAsync<long>(
            $"select count(*) from ledger_entries where payment_key = '{order.PaymentKey}' and event = 'PAID'"));
        Assert.Equal(9, await shop.StockOfAsync(product));
        await shop.BothReplicasServedAsync("commerce", "POST /payment/complete");
    }

    [Fact]
    public async Task Fifty_concurrent_orders_of_one_cart_create_one_order()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(stock: 10);
        await shopper.PutsIntoCartAsync(product, quantity: 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ =>
            shopper.SendOrderWithRetriesAsync(new(Shopper.Home))));

        var orders = await Task.WhenAll(answers.Select(answer =>
            Shopper.ReadAsync<OrderReply>(answer, HttpStatusCode.Created, HttpStatusCode.OK)));
        Assert.Single(orders.Distinct());
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(8, await shop.StockOfAsync(product));
    }
}
