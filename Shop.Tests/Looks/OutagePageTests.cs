// The pages shown when a service is unavailable or when a page has lost its server connection.
using Microsoft.Playwright;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Looks;

[Collection(ChaosShop.Name)]
public sealed class OutagePageTests(ChaosShop shop, Browser browser)
{
    private static readonly string[] Languages = ["ko", "en"];

    [Fact]
    public async Task Outage_page_is_accessible()
    {
        var product = await shop.NewProductAsync();
        var wrong = new List<string>();

        await shop.WithoutAsync("commerce", async () =>
        {
            foreach (var language in Languages)
            {
                await using var visit = await browser.VisitAsync(shop, language, PageInspector.Phone);
                var inspector = await PageInspector.CreateAsync(visit.Page, language);
                await OpenOnceAsync(visit.Page);
                await inspector.InspectAsync("away", $"/products/{product.Id}", status: 503);
                wrong.AddRange(inspector.Problems);
            }
        });

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Reconnection_notice_is_accessible()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        var session = await new ShopOnDisplay(shop).SessionOfAsync(shopper);
        await shop.Sandbox.ActAsync(order.PaymentKey, "pend");
        var returnPage = $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";

        await using var inKorean = await browser.VisitAsync(shop, "ko", PageInspector.Phone);
        await using var inEnglish = await browser.VisitAsync(shop, "en", PageInspector.Phone);
        var (korean, english) = (
            await OpenWaitingPageAsync(inKorean.Page, "ko"), await OpenWaitingPageAsync(inEnglish.Page, "en"));
        await shop.WithoutAsync("web", async () =>
        {
            await InspectReconnectingAsync(inKorean.Page, korean);
            await InspectReconnectingAsync(inEnglish.Page, english);
        });

        var wrong = korean.Problems.Concat(english.Problems).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task<PageInspector> OpenWaitingPageAsync(IPage page, string language)
        {
            await page.Context.AddCookiesAsync(session);
            var inspector = await PageInspector.CreateAsync(page, language);
            await inspector.InspectAsync("connected", returnPage);
            await Assertions.Expect(page.Locator("[data-live=yes]")).ToHaveCountAsync(1);
            inspector.ExpectsNoResponse();
            return inspector;
        }

        static Task InspectReconnectingAsync(IPage page, PageInspector inspector) => inspector.InspectAfterAsync(
            "reconnecting",
            () => Assertions.Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync(),
            status: PageInspector.NoResponse);
    }

    // The page reloads itself; a reload during the inspection gets an empty 204 response and changes nothing.
    private static async Task OpenOnceAsync(IPage page)
    {
        var isOpen = false;
        await page.RouteAsync("**/products/*", route =>
        {
            (var again, isOpen) = (isOpen, true);
            return again ? route.FulfillAsync(new() { Status = 204 }) : route.ContinueAsync();
        });
    }
}
