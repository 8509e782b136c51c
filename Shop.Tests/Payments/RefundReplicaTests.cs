// Both replicas process refund jobs. A lease ensures that one of them processes a job: each refund is one request to
// PortOne, not only one cancellation.
using Shop.Tests.Graphs;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

[Collection(ReplicatedShop.Name)]
public sealed class RefundReplicaTests(ReplicatedShop shop)
{
    private const int Orders = 12;
    private const int MostRounds = 5;

    [Fact]
    public async Task Each_refund_is_sent_by_exactly_one_replica()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(stock: Orders);
        var senders = new HashSet<string>();

        // Which replica processes a job is random. Until both have sent refunds, the test would prove nothing.
        for (var round = 0; round < MostRounds && senders.Count < 2; round++)
        {
            senders.UnionWith(await CancelOrdersAsync(shopper, product));
        }

        Assert.Equal(2, senders.Count);
        Assert.Equal(Orders, await shop.StockOfAsync(product));
    }

    private async Task<IEnumerable<string>> CancelOrdersAsync(Shopper shopper, Product product)
    {
        var orders = new List<OrderReply>();
        for (var placed = 0; placed < Orders; placed++)
        {
            orders.Add(await shopper.BuysAsync(product));
        }

        await Task.WhenAll(orders.Select(shopper.CancelsAsync));
        await Task.WhenAll(orders.Select(order =>
            shopper.WaitForStatusAsync(order, PaymentStatus.Refunded, OrderStatus.Cancelled)));
        foreach (var order in orders)
        {
            await shop.AssertRefundedAsync(order, order.AmountWon);
        }

        var sent = await Eventually.IsAsync(
            () => Task.FromResult(CancelSpansOf(orders)), spans => spans.Count >= Orders);
        Assert.Equal(Orders, sent.Count);
        return sent.Select(span => span.Instance);
    }

    private List<SeenSpan> CancelSpansOf(IEnumerable<OrderReply> orders)
    {
        var paths = orders.Select(order => $"/payments/{order.PaymentKey}/cancel").ToList();
        return [.. shop.Telemetry.Spans().Where(span =>
            span is { Service: "commerce", Kind: SpanKind.Client }
            && paths.Any(span.Attributes.GetValueOrDefault("url.full", "").EndsWith))];
    }
}
