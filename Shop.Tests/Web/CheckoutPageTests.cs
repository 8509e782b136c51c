// From the cart to the order. Prices, tabs and sessions may change while the form is open.
using System.Net;
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
        await page.AddToCartAsync(quantity: 1);
        await page.ExpectBadgeAsync(1);
        await page.Locator(".cart-badge").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, 하나 더" }).DblClickAsync();
        await page.ExpectBadgeAsync(3);
        await Assertions.Expect(page.Locator("[aria-live]", new() { HasText = "38,700원" })).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, 하나 덜" }).ClickAsync();
        // Clicks without a pause: the pending change of the quantity must be sent with the order.
        await page.GetByRole(AriaRole.Link, new() { Name = "주문하기" }).ClickAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "회원가입" }).ClickAsync();
        await page.JoinAsync();
        await page.ExpectBadgeAsync(2);
        await page.FillInAddressAsync();
        await page.PayButton().ClickAsync();
        await page.PayAsync();
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "주문내역" }).ClickAsync();

        var order = page.Locator(".order").First;
        await Assertions.Expect(order).ToContainTextAsync(product.Name);
        await Assertions.Expect(order).ToContainTextAsync("25,800원");
        await Assertions.Expect(order).ToContainTextAsync("상품 준비 중");
        await page.ExpectBadgeAsync(0);
        visit.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Changed_price_is_shown_and_needs_confirmation()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(priceWon: 10_000));
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        await visitor.SubmitAsync("/cart", "/cart/add", null,
            ("productId", $"{product.Id}"), ("quantity", "1"), ("priceWon", "10000"));

        await shop.SetPriceAsync(product, 10_500);
        Assert.Contains("가격이 10,000원에서 10,500원", await visitor.ReadTextAsync("/cart"));
        var checkout = await visitor.ReadTextAsync("/checkout");
        Assert.DoesNotContain("data-price-changed", checkout);
        await shop.SetPriceAsync(product, 11_000);
        var refused = await visitor.SendCheckoutAsync("/checkout", checkout);
        Assert.Contains("합계가 11,000원입니다", refused.Text);
        Assert.Contains("가격이 10,500원에서 11,000원", refused.Text);
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));

        var confirmed = await visitor.SendCheckoutAsync("/checkout", refused.Text);
        Assert.Equal(HttpStatusCode.Redirect, confirmed.Status);
        Assert.Contains("11,000원 결제하기", await visitor.ReadTextAsync(confirmed.LeadsTo!));
    }

    [Fact]
    public async Task Second_tab_of_an_ordered_cart_shows_the_order_and_nothing_to_pay()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await shopper.PutIntoCartAsync(product);
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        var (tab, other) = (await visitor.ReadTextAsync("/checkout"), await visitor.ReadTextAsync("/checkout"));

        var ordered = await visitor.SendCheckoutAsync("/checkout", tab);
        var late = await visitor.SendCheckoutAsync("/checkout", other, ("address1", "부산광역시 중구 중앙대로 1"));

        Assert.Contains("이미 주문하셨습니다", late.Text);
        Assert.Contains($"href=\"{ordered.LeadsTo!.Split("/pay")[0]}\"", late.Text);
        Assert.DoesNotContain("결제하기", late.Text);
        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Typed_address_survives_the_end_of_a_session_for_the_same_shopper_only(bool isSameShopper)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        var checkout = await visitor.ReadTextAsync(product.Checkout());
        await shop.EndSessionsAsync(shopper);

        var sent = await visitor.SendCheckoutAsync(product.Checkout(), checkout);
        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(product.Checkout())}", sent.LeadsTo);
        await visitor.SignInAsync(isSameShopper ? shopper : await shop.NewShopperAsync());

        var reopened = await visitor.ReadTextAsync(product.Checkout());
        Assert.All(
            [Shopper.Home.Recipient, Shopper.Home.Phone, Shopper.Home.Address1], typed => Assert.Equal(
                isSameShopper, reopened.Contains($"value=\"{typed}\"", StringComparison.Ordinal)));
        if (isSameShopper)
        {
            Assert.Equal(
                HttpStatusCode.Redirect, (await visitor.SendCheckoutAsync(product.Checkout(), reopened)).Status);
            Assert.Null(visitor.Cookies.GetAllCookies()["typed-address"]);
        }
    }

    [Fact]
    public async Task Minor_removes_the_product_for_adults_and_orders_the_rest()
    {
        var shopper = await shop.NewShopperAsync(adult: false);
        var (wine, lamp) = (await shop.NewProductAsync(name: "Old wine"), await shop.NewProductAsync());
        await shopper.PutIntoCartAsync(wine);
        await shopper.PutIntoCartAsync(lamp);
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        var checkout = await visitor.ReadTextAsync("/checkout");

        // The product became one for adults after the page was opened, so Commerce refuses the order.
        await shop.ExecuteSqlAsync($"update products set adults_only = true where id = {wine.Id}");
        var refused = await visitor.SendCheckoutAsync("/checkout", checkout);
        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.Contains("Old wine: 성인 전용 상품이라 주문하실 수 없습니다", refused.Text);
        Assert.Contains("aria-label=\"Old wine 삭제\"", refused.Text);
        Assert.Contains(Shopper.Home.Address1, refused.Text);
        Assert.DoesNotContain("결제하기", refused.Text);
        Assert.Contains("<button type=\"submit\" disabled hidden", refused.Text); // Enter in a field removes nothing.
        Assert.Equal(0, await shop.OrdersOfAsync(shopper));

        var removed = await visitor.SendCheckoutAsync("/checkout", refused.Text, ("remove", $"{wine.Id}"));
        Assert.DoesNotContain("Old wine", removed.Text);
        Assert.Contains("결제하기", removed.Text);
        Assert.Contains(Shopper.Home.Address1, removed.Text);
        Assert.Equal(
            HttpStatusCode.Redirect, (await visitor.SendCheckoutAsync("/checkout", removed.Text)).Status);
    }
}
