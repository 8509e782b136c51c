// Two replicas of Web behind one address: a shopper whose requests alternate between them must not notice.
using System.Net;
using Microsoft.Playwright;
using Shop.Tests.Graphs;

namespace Shop.Tests.Web;

[Collection(ReplicatedShop.Name)]
public sealed class StorefrontReplicaTests(ReplicatedShop shop, Browser browser)
{
    [Fact]
    public async Task Replicas_share_sessions_and_forms()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);

        for (var added = 1; added <= 10; added++)
        {
            Assert.Equal(HttpStatusCode.Redirect, (await visitor.AddToCartAsync(product)).Status);
            Assert.Contains($"장바구니, {added}개", await visitor.ReadBadgeAsync());
            if (added % 2 == 0)
            {
                // The proxy may take turns: an even number of requests in each round would reach one replica only.
                await visitor.ReadTextAsync("/terms");
            }
        }

        await shop.BothReplicasServedAsync("web", "POST /cart/add");
        await shop.BothReplicasServedAsync("web", "GET /terms");
    }

    [Fact]
    public async Task Waiting_page_stays_connected_to_its_replica()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend");
        await using var visit = await browser.VisitAsync(shop);
        await visit.Page.SignInAsync(shopper);

        for (var tabs = 0; tabs < 6; tabs++)
        {
            var tab = await visit.NewTabAsync();
            await tab.GotoAsync(order.ReturnPage());
            await Assertions.Expect(tab.Locator("[data-live=yes]")).ToHaveCountAsync(1);
        }

        visit.AssertNoConsoleErrors();
    }
}
