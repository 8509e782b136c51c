using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class CheckoutPageTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Guest_fills_a_cart_signs_up_pays_and_sees_the_order_in_the_history()
    {
        var product = await shop.NewProductAsync(priceWon: 12_900, name: $"손님 접시 {Guid.NewGuid():N}");
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Searchbox).Or(page.GetByRole(AriaRole.Combobox)).First.FillAsync(product.Name);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = product.Name }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "하나 더" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("수량")).ToHaveValueAsync("2");
        await page.AddsToCartAsync(quantity: 1);
        await page.SeesPiecesInTheBadgeAsync(1);
        await page.Locator(".cart-badge").ClickAsync();
        var (more, fewer) = (StepOf(page, product, "하나 더"), StepOf(page, product, "하나 덜"));
        await more.DblClickAsync();
        await page.SeesPiecesInTheBadgeAsync(3);
        await Assertions.Expect(page.Locator("[aria-live]", new() { HasText = "38,700원" })).ToHaveCountAsync(1);
        await fewer.ClickAsync();
        // Clicks without a pause: the pending change of the quantity must be sent with the order.
        await page.GetByRole(AriaRole.Link, new() { Name = "주문하기" }).ClickAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "회원가입" }).ClickAsync();
        await page.JoinsAsync();
        await page.SeesPiecesInTheBadgeAsync(2);
        await page.FillsInTheAddressAsync();
        await page.PayButton().ClickAsync();
        await page.Window().Locator("#pay").ClickAsync();
        await page.SeesAsync("주문이 완료되었습니다");
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "주문내역" }).ClickAsync();

        var order = page.Locator(".order").First;
        await Assertions.Expect(order).ToContainTextAsync(product.Name);
        await Assertions.Expect(order).ToContainTextAsync("25,800원");
        await Assertions.Expect(order).ToContainTextAsync("상품 준비 중");
        await page.SeesPiecesInTheBadgeAsync(0);
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Closed_cancelled_and_declined_payment_is_retried_under_the_same_key()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(shopper, product);
        foreach (var (way, heading) in new[]
        {
            ("#close", "결제를 마치지 않았습니다"), ("#cancel", "결제가 완료되지 않았습니다"),
            ("#decline", "결제가 완료되지 않았습니다"),
        })
        {
            await page.Window().Locator(way).ClickAsync();
            await page.SeesAsync(heading);
            await page.GetByRole(AriaRole.Link, new() { Name = "다시 결제하기" }).ClickAsync();
            await page.PayButton().ClickAsync();
        }

        await page.Window().Locator("#pay").ClickAsync();
        await page.SeesAsync("주문이 완료되었습니다");

        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Single(await shop.CapturesOfAsync(shopper));
    }

    [Fact]
    public async Task Double_click_orders_once_and_pays_once()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 10));
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.SignsInAsync(shopper);
        await page.PutsIntoCartAsync(product);
        await page.GotoAsync("/checkout");
        await page.FillsInTheAddressAsync();
        await page.PayButton().DblClickAsync();
        await page.Window().Locator("#pay").DblClickAsync();
        await page.SeesAsync("주문이 완료되었습니다");

        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Single(await shop.CapturesOfAsync(shopper));
        Assert.Equal(9, await shop.StockOfAsync(product));
    }

    [Fact]
    public async Task Reload_and_back_after_payment_show_the_paid_order()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(shopper, product);
        await page.Window().Locator("#pay").ClickAsync();
        await page.SeesAsync("주문이 완료되었습니다");
        await page.ReloadAsync();
        await page.SeesAsync("주문이 완료되었습니다");
        await page.GoBackAsync();

        await page.SeesAsync(product.Name);
        await Assertions.Expect(page.Locator("[data-payment-status=PAID]")).ToBeVisibleAsync();
        Assert.Single(await shop.CapturesOfAsync(shopper));
    }

    [Fact]
    public async Task Payment_page_on_a_phone_returns_to_the_result()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop, width: 390, isMobile: true);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(shopper, product);
        await page.Locator("#pay").ClickAsync();

        await page.SeesAsync("주문이 완료되었습니다");
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Unconfirmed_payment_is_shown_as_being_checked_until_the_result_arrives()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(shopper, product);
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();
        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1.0 });
        try
        {
            await page.Window().Locator("#pay").ClickAsync();
            await page.SeesAsync("결제를 확인하고 있습니다");
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { });
        }

        await page.SeesAsync("주문이 완료되었습니다");
    }

    [Fact]
    public async Task Changed_price_is_shown_and_needs_confirmation()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(priceWon: 10_000));
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.SignsInAsync(shopper);
        await page.PutsIntoCartAsync(product);
        await ChangePriceAsync(product, 10_500);
        await page.GotoAsync("/cart");
        await ExpectPriceChangeAsync(page, "10,000원에서 10,500원");
        await page.GotoAsync("/checkout");
        await Assertions.Expect(page.Locator("[data-price-changed]")).ToHaveCountAsync(0);
        await page.FillsInTheAddressAsync();
        await ChangePriceAsync(product, 11_000);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("11,000원");
        await ExpectPriceChangeAsync(page, "10,500원에서 11,000원");
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));
        await page.PayButton().ClickAsync();

        await Assertions.Expect(page.Window().Locator("#amount")).ToContainTextAsync("11,000");
    }

    [Fact]
    public async Task Field_error_is_shown_beside_the_field_and_input_is_kept()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.SignsInAsync(shopper);
        await page.PutsIntoCartAsync(product);
        await page.GotoAsync("/checkout");
        await page.FillsInTheAddressAsync();
        await page.GetByLabel("연락처").FillAsync("12");
        await Assertions.Expect(page.Locator("[data-postal]")).ToHaveTextAsync("서울특별시 우편번호입니다.");
        await page.GetByLabel("우편번호").FillAsync("99999");
        await Assertions.Expect(page.Locator("[data-postal]")).ToContainTextAsync("우편번호는 없습니다");
        await page.GetByLabel("우편번호").FillAsync("48058");
        await Assertions.Expect(page.Locator("[data-postal]")).ToContainTextAsync("부산광역시, 주소는 서울특별시");
        await page.PayButton().ClickAsync();

        await Assertions.Expect(page.Locator("#field-phone-error")).ToContainTextAsync("전화번호");
        await Assertions.Expect(page.Locator("[data-postal]")).ToContainTextAsync("부산광역시, 주소는 서울특별시");
        await Assertions.Expect(page.GetByLabel("연락처")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(page.GetByLabel("받는 분")).ToHaveValueAsync(Shopper.Home.Recipient);
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));
    }

    [Fact]
    public async Task Second_tab_of_an_ordered_cart_shows_the_order_and_nothing_to_pay()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var (page, other) = (visit.Page, await visit.NewTabAsync());

        await page.SignsInAsync(shopper);
        await page.PutsIntoCartAsync(product);
        await other.GotoAsync("/checkout");
        await page.GotoAsync("/checkout");
        await page.FillsInTheAddressAsync();
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();
        await other.FillsInTheAddressAsync();
        await other.GetByLabel("주소", new() { Exact = true }).FillAsync("부산광역시 중구 중앙대로 1");
        await other.PayButton().ClickAsync();

        await Assertions.Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync("이미 주문하셨습니다");
        await Assertions.Expect(other.PayButton()).Not.ToBeVisibleAsync();
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
    }

    private static ILocator StepOf(IPage page, Product product, string step) =>
        page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, {step}" });

    private static Task ExpectPriceChangeAsync(IPage page, string change) => Assertions
        .Expect(page.Locator("[data-price-changed]")).ToContainTextAsync(change);

    private Task<int> ChangePriceAsync(Product product, long won) =>
        shop.CommerceAsync($"update products set price_won = {won} where id = {product.Id}");
}
