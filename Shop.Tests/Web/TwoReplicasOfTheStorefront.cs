// Two processes of Web behind one address: a shopper who is served by turns must not notice.
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shop.Tests.Telemetry;

namespace Shop.Tests.Web;

/// <summary>A graph of its own with two storefronts.</summary>
public sealed class ShopWithTwoStorefronts : IAsyncLifetime
{
    public RunningShop Shop { get; private set; } = null!;

    public Browser Browser { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Shop = await RunningShop.StartAsync(
            builder => builder.CreateResourceBuilder<ProjectResource>("web").WithReplicas(2));
        await Browser.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Shop.DisposeAsync();
    }
}

public sealed class TwoReplicasOfTheStorefront(ShopWithTwoStorefronts own) : IClassFixture<ShopWithTwoStorefronts>
{
    private readonly RunningShop _shop = own.Shop;

    [Fact]
    public async Task Share_sessions_and_forms()
    {
        var (shopper, product) = (await _shop.NewShopperAsync(), await _shop.NewProductAsync());
        using var visitor = new PlainVisitor(_shop);
        await visitor.SignsInAsync(shopper);

        for (var added = 1; added <= 10; added++)
        {
            using var answer = await visitor.AddsToCartAsync(product);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Contains($"장바구니, {added}개", await visitor.ReadsTheBadgeAsync());
        }

        await BothReplicasAnsweredAsync("POST /cart/add");
        await BothReplicasAnsweredAsync("GET /terms");
    }

    [Fact]
    public async Task Each_page_that_waits_holds_on_to_the_replica_that_it_reached()
    {
        var shopper = await _shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await _shop.NewProductAsync());
        await _shop.Sandbox.ActAsync(order.PaymentKey, "pend");
        await using var visit = await own.Browser.VisitAsync(_shop);
        await visit.Page.SignsInAsync(shopper);

        for (var tabs = 0; tabs < 6; tabs++)
        {
            var tab = await visit.NewTabAsync();
            var isDrawnByTheServer = RestartingUnderAnOpenPage.IsDrawnByTheServerAsync(tab);
            await tab.GotoAsync($"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}");
            await isDrawnByTheServer;
        }

        Assert.Empty(visit.ConsoleErrors);
    }

    /// <summary>Without this the test could pass on one process and prove nothing.</summary>
    private Task BothReplicasAnsweredAsync(string name) => Eventually.IsAsync(
        () => Task.FromResult(_shop.Telemetry.Spans()
            .Where(span => span is { Service: "web", Kind: SpanKind.Server } && span.Name == name)
            .Select(span => span.Instance).Distinct().Count()),
        instances => instances == 2);
}
