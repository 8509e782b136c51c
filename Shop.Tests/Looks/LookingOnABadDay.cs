// What stands on the screen when a part of the shop is away, or when a page has lost its server.
using Microsoft.Playwright;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Looks;

[Collection(ChaosShop.Name)]
public sealed class LookingOnABadDay(ChaosShop shop, Browser browser)
{
    private static readonly string[] Languages = ["ko", "en"];

    [Fact]
    public async Task Everybody_can_read_that_the_shop_is_away()
    {
        var product = await shop.NewProductAsync();
        var wrong = new List<string>();

        await shop.WithoutAsync("commerce", async () =>
        {
            foreach (var language in Languages)
            {
                await using var visit = await browser.VisitAsync(shop, language, Eye.Phone);
                var eye = await Eye.OpensAsync(visit.Page, language);
                await OpensOnceAsync(visit.Page);
                await eye.SeesAsync("away", $"/products/{product.Id}", status: 503);
                wrong.AddRange(eye.Wrong);
            }
        });

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Everybody_can_read_that_the_connection_is_lost()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        var session = await new ShopOnDisplay(shop).SessionOfAsync(shopper);
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend");
        var returnPage = $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";

        await using var inKorean = await browser.VisitAsync(shop, "ko", Eye.Phone);
        await using var inEnglish = await browser.VisitAsync(shop, "en", Eye.Phone);
        var (korean, english) = (
            await WaitsForTheTruthAsync(inKorean.Page, "ko"), await WaitsForTheTruthAsync(inEnglish.Page, "en"));
        await shop.WithoutAsync("web", async () =>
        {
            await LosesItsServerAsync(inKorean.Page, korean);
            await LosesItsServerAsync(inEnglish.Page, english);
        });

        var wrong = korean.Wrong.Concat(english.Wrong).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task<Eye> WaitsForTheTruthAsync(IPage page, string language)
        {
            await page.Context.AddCookiesAsync(session);
            var eye = await Eye.OpensAsync(page, language);
            var isDrawnByTheServer = RestartingUnderAnOpenPage.IsDrawnByTheServerAsync(page);
            await eye.SeesAsync("connected", returnPage);
            await isDrawnByTheServer;
            eye.ExpectsNoAnswer();
            return eye;
        }

        static Task LosesItsServerAsync(IPage page, Eye eye) => eye.SeesAfterAsync(
            "reconnecting",
            () => Assertions.Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync(),
            status: Eye.NoAnswer);
    }

    // The page tries again by itself, but not while it is looked at.
    private static async Task OpensOnceAsync(IPage page)
    {
        var isOpen = false;
        await page.RouteAsync("**/products/*", route =>
        {
            (var again, isOpen) = (isOpen, true);
            return again ? route.FulfillAsync(new() { Status = 204 }) : route.ContinueAsync();
        });
    }
}
