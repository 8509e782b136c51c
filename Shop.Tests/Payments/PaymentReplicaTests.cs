// Two replicas of Commerce behind one address, with all their workers: a payment is settled and refunded once across
// processes, not only within one.
using System.Net;
using Shop.Tests.Graphs;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

[Collection(ReplicatedShop.Name)]
public sealed class PaymentReplicaTests(ReplicatedShop shop)
{
    private const int Callers = 50;
    private const int Refunds = 12;
    private const int MostRounds = 5;
    private const string Unavailable = "503 UNAVAILABLE";

    // Deposits, because the refund job does not refund them: the ledger ends with the settlement.
    [Theory]
    [InlineData(0, false, "200 PAID READY", "PAID", 6)]
    [InlineData(-1, false, "200 REFUND_DUE CANCELLED AMOUNT_DIFFERS", "REFUND_DUE", 10)]
    [InlineData(0, true, "200 REFUND_DUE CANCELLED ORDER_ENDED", "CLOSED,REFUND_DUE", 10)]
    public async Task Fifty_concurrent_reports_settle_once(
        long aboveThePrice, bool isEnded, string response, string ledger, int stock)
    {
        var lamp = await shop.NewProductAsync(stock: 10);
        var (shopper, order) = await shop.NewOrderAsync(lamp, quantity: 4);
        if (isEnded)
        {
            await shopper.CancelAsync(order);
        }

        await shop.Sandbox.DepositAsync(order.PaymentKey, order.AmountWon + aboveThePrice);

        // A replica whose connections are all in use answers 503, and the page repeats the report.
        var responses = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Eventually.IsAsync(
            () => shopper.ReportAsync(order), answer => answer != Unavailable)));

        Assert.Equal(response, Assert.Single(responses.Distinct()));
        Assert.Equal(ledger, await shop.LedgerOfAsync(order));
        Assert.Equal(stock, await shop.StockOfAsync(lamp));
        await shop.BothReplicasServedAsync("commerce", "POST /payment/complete");
    }

    [Fact]
    public async Task Fifty_concurrent_orders_of_one_cart_create_one_order()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(stock: 10);
        await shopper.PutIntoCartAsync(product, quantity: 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ =>
            shopper.SendOrderWithRetriesAsync(new(Shopper.Home))));

        var orders = await Task.WhenAll(answers.Select(answer =>
            Shopper.ReadAsync<OrderReply>(answer, HttpStatusCode.Created, HttpStatusCode.OK)));
        Assert.Single(orders.Distinct());
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(8, await shop.StockOfAsync(product));
    }

    // A claim ensures that one replica runs a job: each refund is one request to PortOne, not only one cancellation.
    [Fact]
    public async Task Each_refund_is_sent_by_exactly_one_replica()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(stock: Refunds);
        var senders = new HashSet<string>();

        // Which replica runs a job is random. Until both have sent refunds, the test would prove nothing.
        for (var round = 0; round < MostRounds && senders.Count < 2; round++)
        {
            senders.UnionWith(await CancelOrdersAsync(shopper, product));
        }

        Assert.Equal(2, senders.Count);
        Assert.Equal(Refunds, await shop.StockOfAsync(product));
    }

    private async Task<IEnumerable<string>> CancelOrdersAsync(Shopper shopper, Product product)
    {
        var orders = new List<OrderReply>();
        while (orders.Count < Refunds)
        {
            orders.Add(await shopper.BuyAsync(product));
        }

        await Task.WhenAll(orders.Select(shopper.CancelAsync));
        foreach (var order in orders)
        {
            await shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled);
            await shop.AssertRefundedAsync(order, order.AmountWon);
        }

        var sent = await Eventually.IsAsync(
            () => Task.FromResult(orders.SelectMany(order => shop.CancelSpansOf(order)).ToList()),
            spans => spans.Count >= Refunds);
        Assert.Equal(Refunds, sent.Count);
        return sent.Select(span => span.Instance);
    }
}
