// Two processes of Web behind one address: a shopper who is served by turns must not notice.
using System.Net;
using Shop.Tests.Graphs;

namespace Shop.Tests.Web;

[Collection(ReplicatedShop.Name)]
public sealed class TwoReplicasOfTheStorefront(ReplicatedShop shop, Browser browser)
{
    [Fact]
    public async Task Share_sessions_and_forms()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        for (var added = 1; added <= 10; added++)
        {
            using var answer = await visitor.AddsToCartAsync(product);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Contains($"장바구니, {added}개", await visitor.ReadsTheBadgeAsync());
        }

        await shop.BothReplicasServedAsync("web", "POST /cart/add");
        await shop.BothReplicasServedAsync("web", "GET /terms");
    }

    [Fact]
    public async Task Each_page_that_waits_holds_on_to_the_replica_that_it_reached()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend");
        await using var visit = await browser.VisitAsync(shop);
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
}
