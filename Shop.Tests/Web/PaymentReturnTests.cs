// From the payment window back to the shop. Windows, tabs, sessions and connections are closed or lost during the
// payment, and buttons are clicked twice; the shopper sees the actual result and pays once.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class PaymentReturnTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Closed_cancelled_and_declined_payment_is_retried_under_the_same_key()
    {
        var shopper = await shop.NewShopperAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.OrderAtOnceAsync(shopper, await shop.NewProductAsync());
        foreach (var (way, heading) in new[]
        {
            ("#close", "결제를 마치지 않았습니다"), ("#cancel", "결제가 완료되지 않았습니다"),
            ("#decline", "결제가 완료되지 않았습니다"),
        })
        {
            await page.Window().Locator(way).ClickAsync();
            await page.ExpectHeadingAsync(heading);
            await page.GetByRole(AriaRole.Link, new() { Name = "다시 결제하기" }).ClickAsync();
            await page.PayButton().ClickAsync();
        }

        await page.PayAsync();

        await shop.AssertPaidOnceAsync(shopper);
    }

    [Fact]
    public async Task Double_clicks_reload_and_back_order_once_and_pay_once()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        await shopper.PutIntoCartAsync(product);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.SignInAsync(shopper, "/checkout");
        await page.FillInAddressAsync();
        await page.PayButton().DblClickAsync();
        await page.Window().Locator("#pay").DblClickAsync();
        await page.ExpectHeadingAsync(Storefront.Paid);
        await page.ReloadAsync();
        await page.ExpectHeadingAsync(Storefront.Paid);
        await page.GoBackAsync();

        await Assertions.Expect(page.Locator("[data-payment-status=PAID]")).ToBeVisibleAsync();
        await shop.AssertPaidOnceAsync(shopper);
        Assert.Equal(9, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Two_tabs_of_a_cart_create_one_order_paid_once()
    {
        var shopper = await shop.NewShopperAsync();
        await shopper.PutIntoCartAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var tabs = new[] { visit.Page, await visit.NewTabAsync() };

        await visit.Page.SignInAsync(shopper);
        foreach (var tab in tabs)
        {
            await tab.GotoAsync("/checkout");
            await tab.FillInAddressAsync();
        }

        foreach (var tab in tabs)
        {
            await tab.PayButton().ClickAsync();
            await Assertions.Expect(tab.Window().Locator("#pay")).ToBeVisibleAsync();
        }

        foreach (var tab in tabs)
        {
            await tab.PayAsync();
        }

        await shop.AssertPaidOnceAsync(shopper);
    }

    [Theory]
    [InlineData("closes the tab")]
    [InlineData("is offline")]
    [InlineData("is signed out")]
    public async Task Payment_that_is_interrupted_shows_its_result(string what)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, pay) = (visit.Page, visit.Page.Window().Locator("#pay"));
        await page.OrderAtOnceAsync(shopper, product);
        await Assertions.Expect(pay).ToBeVisibleAsync();

        switch (what)
        {
            case "closes the tab":
                await shop.Sandbox.PayAsync(await shop.KeyOfAsync(shopper), product.PriceWon);
                await page.CloseAsync();
                page = await visit.NewTabAsync();
                break;
            case "is offline":
                await shop.Sandbox.PayAsync(await shop.KeyOfAsync(shopper), product.PriceWon); // The response is lost.
                await page.Context.SetOfflineAsync(true);
                await pay.ClickAsync();
                await Assertions.Expect(page.Window().GetByRole(AriaRole.Alert)).ToContainTextAsync("다시 눌러 주세요");
                await page.Context.SetOfflineAsync(false);
                await page.PayAsync();
                break;
            default:
                await shop.EndSessionsAsync(shopper);
                await pay.ClickAsync();
                await page.SignInHereAsync(shopper);
                await page.ExpectHeadingAsync(Storefront.Paid);
                break;
        }

        await page.GotoAsync("/orders");
        await page.GetByRole(AriaRole.Link, new() { Name = product.Name, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-payment-status=PAID]")).ToBeVisibleAsync();
        await shop.AssertPaidOnceAsync(shopper);
    }
}
