// Tabs, connections and windows are closed or lost during a payment. On return, the shopper sees the actual result.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class PaymentInterruptionTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Two_tabs_of_a_cart_create_one_order_paid_once()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, other) = (visit.Page, await visit.NewTabAsync());

        await page.SignsInAsync(shopper);
        await page.PutsIntoCartAsync(product);
        foreach (var tab in new[] { page, other })
        {
            await tab.GotoAsync("/checkout");
            await tab.FillsInTheAddressAsync();
        }

        foreach (var tab in new[] { page, other })
        {
            await tab.PayButton().ClickAsync();
            await Assertions.Expect(tab.Window().Locator("#pay")).ToBeVisibleAsync();
        }

        await page.Window().Locator("#pay").ClickAsync();
        await page.SeesAsync("주문이 완료되었습니다");
        await other.Window().Locator("#pay").ClickAsync();
        await other.SeesAsync("주문이 완료되었습니다");

        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Single(await shop.CapturesOfAsync(shopper));
    }

    [Fact]
    public async Task Connection_lost_during_payment_shows_the_result_when_it_is_back()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(shopper, product);
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();
        await shop.Sandbox.PayAsync(await shop.KeyOfAsync(shopper), product.PriceWon); // The response is lost.
        await page.Context.SetOfflineAsync(true);
        await page.Window().Locator("#pay").ClickAsync();
        await Assertions.Expect(page.Window().GetByRole(AriaRole.Alert)).ToContainTextAsync("다시 눌러 주세요");
        await page.Context.SetOfflineAsync(false);
        await page.Window().Locator("#pay").ClickAsync();

        await page.SeesAsync("주문이 완료되었습니다");
        Assert.Single(await shop.CapturesOfAsync(shopper));
    }

    [Fact]
    public async Task Order_is_paid_after_the_tab_is_closed()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, next) = (visit.Page, await visit.NewTabAsync());

        await page.OrdersAtOnceAsync(shopper, product);
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();
        await shop.Sandbox.PayAsync(await shop.KeyOfAsync(shopper), product.PriceWon);
        await page.CloseAsync();
        await next.GotoAsync("/orders");
        await next.GetByRole(AriaRole.Link, new() { Name = product.Name, Exact = true }).ClickAsync();

        await Assertions.Expect(next.Locator("[data-payment-status=PAID]")).ToBeVisibleAsync();
    }
}
