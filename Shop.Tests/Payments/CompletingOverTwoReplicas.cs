// Two processes of Commerce behind one address: whatever keeps a payment from being settled twice must hold between
// processes, not only between threads.
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shop.Commerce;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Payments;

/// <summary>A graph of its own, with two replicas of Commerce.</summary>
public sealed class ShopWithTwoReplicas : IAsyncLifetime
{
    public const string Shared = "two replicas of Commerce";

    public RunningShop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Shop = await RunningShop.StartAsync(
        builder => builder.CreateResourceBuilder<ProjectResource>("commerce").WithReplicas(2));

    public async ValueTask DisposeAsync() => await Shop.DisposeAsync();
}

/// <summary>The collection whose tests share that graph.</summary>
[CollectionDefinition(ShopWithTwoReplicas.Shared)]
public sealed class SharedReplicas : ICollectionFixture<ShopWithTwoReplicas>;

[Collection(ShopWithTwoReplicas.Shared)]
public sealed class CompletingOverTwoReplicas(ShopWithTwoReplicas replicated)
{
    private const int Callers = 50;

    private readonly RunningShop _shop = replicated.Shop;

    [Fact]
    public async Task Fifty_reports_of_one_payment_settle_it_once()
    {
        var shopper = await _shop.NewShopperAsync();
        var product = await _shop.NewProductAsync(stock: 10);
        var order = await shopper.OrdersAndPaysAsync(product);

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => shopper.ReturnsFromAsync(order)));

        Assert.All(answers, answer => Assert.Equal(
            new PaymentReply(order.PaymentKey, order.OrderId, "PAID", "READY"), answer));
        Assert.Equal(1, await _shop.CommerceAsync<long>(
            $"select count(*) from payment_events where payment_key = '{order.PaymentKey}' and event = 'PAID'"));
        Assert.Equal(9, await _shop.StockOfAsync(product));
        await BothReplicasAnsweredAsync();
    }

    [Fact]
    public async Task Fifty_orders_of_one_cart_are_one_order()
    {
        var shopper = await _shop.NewShopperAsync();
        var product = await _shop.NewProductAsync(stock: 10);
        await shopper.PutsIntoCartAsync(product, quantity: 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ =>
            shopper.SendsOrderUntilDecidedAsync(new(Shopper.Home))));

        var orders = await Task.WhenAll(answers.Select(answer =>
            Shopper.ReadAsync<OrderReply>(answer, HttpStatusCode.Created, HttpStatusCode.OK)));
        Assert.Single(orders.Distinct());
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(8, await _shop.StockOfAsync(product));
    }

    /// <summary>Without this the test could pass on one process and prove nothing.</summary>
    private Task BothReplicasAnsweredAsync() => Eventually.IsAsync(
        () => Task.FromResult(_shop.Telemetry.Spans()
            .Where(span => span is { Service: "commerce", Kind: SpanKind.Server, Name: "POST /payment/complete" })
            .Select(span => span.Instance).Distinct().Count()),
        instances => instances == 2);
}
