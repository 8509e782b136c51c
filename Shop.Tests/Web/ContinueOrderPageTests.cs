using Microsoft.Playwright;

namespace Shop.Tests.Web;

/// <summary>A shopper who goes back from the payment page continues the pending order.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class ContinueOrderPageTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Buying_the_last_piece_again_after_going_back_pays_one_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1));
        await using var visit = await browser.VisitAsync(shop, width: 390);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(shopper, product);
        await page.Window().Locator("#close").ClickAsync();
        await page.SeesAsync("결제를 마치지 않았습니다");
        await page.GotoAsync($"/products/{product.Id}");
        await Assertions.Expect(PendingOrder(page)).ToContainTextAsync(product.Name);
        await PendingOrder(page).GetByRole(AriaRole.Link, new() { Name = "이어서 결제" }).ClickAsync();
        await page.PayButton().ClickAsync();
        await page.Window().Locator("#pay").ClickAsync();
        await page.SeesAsync("주문이 완료되었습니다");

        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        await page.GotoAsync("/cart");
        await Assertions.Expect(PendingOrder(page)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Buy_now_twice_is_one_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 9));
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(shopper, product);
        await page.Window().Locator("#close").ClickAsync();
        await page.SeesAsync("결제를 마치지 않았습니다");
        await page.GotoAsync($"/products/{product.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "바로 구매" }).ClickAsync();
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();

        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Equal(8, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Different_address_is_refused_with_a_link_to_the_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 9));
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(shopper, product);
        await page.Window().Locator("#close").ClickAsync();
        await page.SeesAsync("결제를 마치지 않았습니다");
        await page.GotoAsync($"/checkout?productId={product.Id}&quantity=1");
        await page.GetByLabel("주소", new() { Exact = true }).FillAsync("부산광역시 중구 중앙대로 1");
        await page.PayButton().ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("다른 배송지");
        await Assertions.Expect(PendingOrder(page)).ToBeVisibleAsync();
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
    }

    [Fact]
    public async Task Own_order_with_the_last_pieces_is_continued_and_not_sold_out()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 3));
        await using var visit = await browser.VisitAsync(shop, width: 390);
        var page = visit.Page;
        await page.SignsInAsync(shopper);
        await page.GotoAsync($"/products/{product.Id}");
        var order = await shopper.OrdersAsync(product, quantity: 2); // In another tab.

        await page.GetByLabel("수량").First.FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "바로 구매" }).ClickAsync();
        await page.WaitForURLAsync($"**/orders/{order.OrderId}/pay");
        await page.GotoAsync($"/checkout?productId={product.Id}&quantity=2");
        await page.WaitForURLAsync($"**/orders/{order.OrderId}/pay");

        Assert.Equal(1, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Order_paid_on_another_device_shows_as_paid_when_it_is_continued()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop, width: 390);
        await visit.Page.SignsInAsync(shopper);
        var order = await shopper.OrdersAsync(product);
        await shop.Sandbox.SetFaultsAsync(new { webhooks = new { mode = "off" } });
        try
        {
            await shopper.PaysAsync(order);
            await visit.Page.GotoAsync($"/orders/{order.OrderId}/pay");
            await visit.Page.SeesAsync("주문이 완료되었습니다");
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { });
        }
    }

    [Fact]
    public async Task Price_below_that_of_the_waiting_order_is_explained()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(priceWon: 12_000));
        await using var visit = await browser.VisitAsync(shop, width: 390);
        var page = visit.Page;
        await page.SignsInAsync(shopper);
        await shopper.OrdersAsync(product);
        await shop.CommerceAsync($"update products set price_won = 10000 where id = {product.Id}");

        await page.GotoAsync($"/checkout?productId={product.Id}&quantity=1");
        await page.FillsInTheAddressAsync();
        await page.PayButton().ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("12,000원에 주문하고");
        await Assertions.Expect(PendingOrder(page)).ToBeVisibleAsync();
    }

    private static ILocator PendingOrder(IPage page) => page.Locator("[data-pending-order]");
}
