// Two replicas of Web behind one address: a shopper whose requests alternate between them must not notice.
using System.Net;
using Shop.Tests.Graphs;

namespace Shop.Tests.Web;

[Collection(ReplicatedShop.Name)]
public sealed class StorefrontReplicaTests(ReplicatedShop shop, Browser browser)
{
    [Fact]
    public async Task Replicas_share_sessions_and_forms()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        for (var added = 1; added <= 10; added++)
        {
            using var answer = await visitor.AddsToCartAsync(product);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Contains($"장바구니, {added}개", await visitor.ReadsTheBadgeAsync());
            if (added % 2 == 0)
            {
                // The proxy may take turns: an even number of requests in each round would reach one replica only.
                await visitor.ReadsAsync("/terms");
            }
        }

        await shop.BothReplicasServedAsync("web", "POST /cart/add");
        await shop.BothReplicasServedAsync("web", "GET /terms");
    }

    [Fact]
    public async Task Waiting_page_stays_connected_to_its_replica()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend");
        await using var visit = await browser.VisitAsync(shop);
        await visit.Page.SignsInAsync(shopper);

        for (var tabs = 0; tabs < 6; tabs++)
        {
            var tab = await visit.NewTabAsync();
            var isInteractive = StorefrontRestartTests.IsInteractiveAsync(tab);
            await tab.GotoAsync($"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}");
            await isInteractive;
        }

        Assert.Empty(visit.ConsoleErrors);
    }
}
