// Commerce is killed or hangs while a shopper browses or pays. The page shows a readable notice and recovers by itself.
using System.Net;
using Microsoft.Playwright;
using Shop.Tests.Graphs;

namespace Shop.Tests.Web;

[Collection(ChaosShop.Name)]
public sealed class CommerceOutagePageTests(ChaosShop shop, Browser browser)
{
    private const string UnavailableHeading = "잠시 연결이 원활하지 않습니다";

    // The shop's own timeouts plus a margin for a busy machine.
    // A cached part is served before the 5 s after which the shop gives up the whole page.
    private static readonly TimeSpan PartialPageTimeout = TimeSpan.FromSeconds(4.9);
    private static readonly TimeSpan GiveUpTimeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Cached_pages_stay_readable_and_others_return_503_during_an_outage()
    {
        var (seen, unseen) = (await shop.NewProductAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.GotoAsync($"/products/{seen.Id}");
        await Assertions.Expect(page.Locator("[data-age-note]")).ToHaveCountAsync(0);
        await shop.WithoutAsync("commerce", async () =>
        {
            var kept = await page.ReloadAsync();
            await page.SeesAsync(seen.Name);
            await Assertions.Expect(page.Locator("[data-age-note]")).ToContainTextAsync("1분 이내");
            var away = await page.GotoAsync($"/products/{unseen.Id}");
            Assert.DoesNotContain("Exception", await away!.TextAsync());
            await page.SeesAsync(UnavailableHeading);
            Assert.Equal((200, 503), (kept!.Status, away.Status));
        });

        await page.SeesAsync(unseen.Name);
        await Assertions.Expect(page.Locator("[data-age-note]")).ToHaveCountAsync(0);
        await page.AddsToCartAsync(quantity: 1);
    }

    [Fact]
    public async Task Hanging_service_is_given_up_after_the_timeout()
    {
        var product = await shop.NewProductAsync();
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(await shop.NewShopperAsync());
        await visitor.ReadsAsync($"/products/{product.Id}");

        await shop.WhileHangsAsync("commerce", async () =>
        {
            var kept = await visitor.ReadsAsync($"/products/{product.Id}").WaitAsync(PartialPageTimeout);
            Assert.Contains("data-age-note", kept);
            Assert.Equal("[]", await visitor.ReadsAsync("/suggestions?q=lamp").WaitAsync(GiveUpTimeout));
            await ExpectUnavailableAsync("/orders");
        });
        await shop.WhileHangsAsync("account", () => ExpectUnavailableAsync("/me"));

        Assert.Contains("주문하신 내역이 없습니다", await visitor.ReadsAsync("/orders"));

        async Task ExpectUnavailableAsync(string address)
        {
            using var answer = await visitor.OpensAsync(address).WaitAsync(GiveUpTimeout);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains(UnavailableHeading, await PlainVisitor.WordsOfAsync(answer));
        }
    }

    [Fact]
    public async Task Unknown_page_returns_404_during_an_outage()
    {
        using var visitor = new PlainVisitor(shop);

        await shop.WithoutAsync("commerce", async () =>
        {
            using var answer = await visitor.OpensAsync("/not-there");
            var page = await PlainVisitor.WordsOfAsync(answer);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("찾으시는 페이지가 없습니다", page);
            Assert.Contains("다시 검색", page);
        });
    }

    [Fact]
    public async Task Order_sent_during_an_outage_is_placed_once_when_Commerce_is_back()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.SignsInAsync(shopper);
        await page.PutsIntoCartAsync(product);
        await page.GotoAsync("/checkout");
        await page.FillsInTheAddressAsync();
        await shop.WithoutAsync("commerce", async () =>
        {
            await page.PayButton().ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("두 번 주문되지 않습니다");
            await Assertions.Expect(page.GetByLabel("받는 분")).ToHaveValueAsync(Shopper.Home.Recipient);
        });
        await (await shop.NewShopperAsync()).OrdersAsync(await shop.NewProductAsync()); // Accepts orders again.
        await page.PayButton().ClickAsync();
        await page.Window().Locator("#pay").ClickAsync();

        await page.SeesAsync("주문이 완료되었습니다");
        Assert.Equal(9, await shop.StockOfAsync(product));
        Assert.Equal(1, await shop.CommerceAsync<long>(
            $"select count(*) from orders where shopper_id = '{shopper.AccountId}'"));
    }
}
