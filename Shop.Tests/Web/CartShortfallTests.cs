// A cart never takes more than is left or than a line may have, and says how many it took and why it was not all.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class CartShortfallTests(RunningShop shop, Browser browser)
{
    [Theory]
    [InlineData(false, "ko-KR", "재고가 1개뿐이라 1개만 담았습니다.")]
    [InlineData(true, "ko-KR", "재고가 1개뿐이라 1개만 담았습니다.")]
    [InlineData(false, "en-US", "Only 1 is left, so we added 1.")]
    public async Task Two_of_the_last_one_put_one_in_and_say_so(bool isMember, string language, string words)
    {
        var product = await shop.NewProductAsync(stock: 2);
        await using var visit = await browser.VisitAsync(shop, language, width: 390);
        var page = visit.Page;
        if (isMember)
        {
            await page.SignsInAsync(await shop.NewShopperAsync());
        }

        await page.GotoAsync($"/products/{product.Id}");
        await shop.CommerceAsync($"update products set stock = 1, received = 1 where id = {product.Id}");
        await page.Locator("#quantity").FillAsync("2");
        await page.Locator("#quantity").PressAsync("Enter");

        await Assertions.Expect(page.Locator(".told .notice-warn")).ToContainTextAsync(words);
        await Assertions.Expect(page.Locator(".cart-badge")).ToContainTextAsync("1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_does_not_fit_any_more_is_not_said_to_be_added(bool isMember)
    {
        var (product, many) = (await shop.NewProductAsync(stock: 3), await shop.NewProductAsync(stock: 500));
        using var visitor = await VisitorAsync(isMember);

        Assert.Contains("장바구니에 담았습니다. 이 상품은 모두 2개입니다.", await AddsAsync(visitor, product, 2));
        Assert.Contains(
            "재고가 3개뿐이라 1개만 담았습니다. 이 상품은 모두 3개입니다.", await AddsAsync(visitor, product, 2));
        Assert.Contains("재고 3개를 이미 모두 담으셔서 더 담지 못했습니다.", await AddsAsync(visitor, product, 1));
        Assert.Contains("한 상품은 99개까지 주문하실 수 있어 99개만 담았습니다.", await AddsAsync(visitor, many, 150));
        Assert.Contains("한 상품은 99개까지 주문하실 수 있어 더 담지 못했습니다.", await AddsAsync(visitor, many, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_nothing_is_left_nothing_is_put_in(bool isMember)
    {
        var (gone, held) = (await shop.NewProductAsync(stock: 1), await shop.NewProductAsync(stock: 1));
        using var visitor = await VisitorAsync(isMember);
        await AddsAsync(visitor, held, 1);
        await SellsOutAsync(gone);
        await SellsOutAsync(held);

        Assert.Contains("담으려던 상품이 그사이 품절되었습니다.", await AddsAsync(visitor, gone, 1));
        Assert.Contains("담으려던 상품이 그사이 품절되었습니다.", await AddsAsync(visitor, held, 1));
        Assert.DoesNotContain(gone.Name, await visitor.ReadsAsync("/cart"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_quantity_in_the_cart_is_capped_with_a_warning(bool isMember)
    {
        var (few, many) = (await shop.NewProductAsync(stock: 9), await shop.NewProductAsync(stock: 500));
        using var visitor = await VisitorAsync(isMember);
        await AddsAsync(visitor, few, 1);
        await AddsAsync(visitor, many, 1);
        await shop.CommerceAsync($"update products set stock = 3, received = 3 where id = {few.Id}");

        var capped = await SetsAsync(visitor, few, 5);
        Assert.Contains($"‘{few.Name}’ 상품은 재고가 3개뿐이라 수량을 3개로 맞췄습니다.", capped);
        Assert.Matches($"value=\"3\"[^>]*aria-label=\"{few.Name} 수량\"", capped);
        Assert.Contains(
            $"‘{many.Name}’ 상품은 99개까지 주문하실 수 있어 수량을 99개로 맞췄습니다.", await SetsAsync(visitor, many, 120));
        Assert.DoesNotContain("맞췄습니다", await SetsAsync(visitor, many, 98));
        Assert.DoesNotContain("맞췄습니다", await visitor.ReadsAsync("/cart"));
    }

    [Fact]
    public async Task A_stepper_in_the_cart_takes_what_is_left_and_says_so()
    {
        var product = await shop.NewProductAsync(stock: 5);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.PutsIntoCartAsync(product, 2);
        await page.GotoAsync("/cart");
        await page.IsAliveAsync();
        await shop.CommerceAsync($"update products set stock = 2, received = 2 where id = {product.Id}");

        await page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, 하나 더" }).ClickAsync();

        await Assertions.Expect(page.Locator("[data-shortfalls]")).ToContainTextAsync("재고가 2개뿐이라 수량을 2개로");
        await Assertions.Expect(page.GetByLabel($"{product.Name} 수량")).ToHaveValueAsync("2");
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task A_quantity_typed_in_the_cart_is_sent_once_and_shows_what_was_taken()
    {
        var product = await shop.NewProductAsync(stock: 9);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.PutsIntoCartAsync(product);
        await page.GotoAsync("/cart");
        await page.IsAliveAsync();
        var sent = 0;
        page.Request += (_, request) => sent += request.Url.EndsWith("/cart/set", StringComparison.Ordinal) ? 1 : 0;
        var quantity = page.GetByLabel($"{product.Name} 수량");
        await quantity.FillAsync("7");
        await shop.CommerceAsync($"update products set stock = 3, received = 3 where id = {product.Id}");
        await quantity.PressAsync("Enter");

        await Assertions.Expect(page.Locator("[data-shortfalls]")).ToContainTextAsync("재고가 3개뿐이라 수량을 3개로");
        await Assertions.Expect(quantity).ToHaveValueAsync("3");
        await page.WaitForTimeoutAsync(600); // Longer than the page waits before it sends a change.
        await Assertions.Expect(page.Locator("[data-shortfalls]")).ToContainTextAsync("재고가 3개뿐이라 수량을 3개로");
        Assert.Equal(1, sent);
    }

    [Fact]
    public async Task Buying_at_once_more_than_is_left_offers_what_is_left_and_says_so()
    {
        var product = await shop.NewProductAsync(stock: 1);
        using var visitor = await VisitorAsync(isMember: true);

        using var answer = await visitor.SubmitsAsync(
            $"/products/{product.Id}", "/cart/add", null,
            ("productId", $"{product.Id}"), ("quantity", "2"), ("buyNow", "yes"));
        var checkout = await visitor.ReadsAsync(visitor.LeadsTo(answer)!);

        Assert.Contains($"‘{product.Name}’ 상품은 재고가 1개뿐이라 수량을 1개로 맞췄습니다.", checkout);
        Assert.Contains("결제하기", checkout);
    }

    [Fact]
    public async Task A_cart_that_comes_along_at_sign_in_names_what_it_lost()
    {
        var (few, none, gone) = (
            await shop.NewProductAsync(stock: 3), await shop.NewProductAsync(stock: 1), new Product(999_999, "", 0));
        await SellsOutAsync(none);
        using var visitor = new PlainVisitor(shop);
        visitor.Cookies.Add(
            shop.WebAddress, new System.Net.Cookie("cart", $"1.{few.Id}x5.{none.Id}x1.{gone.Id}x1"));

        await visitor.SignsInAsync(await shop.NewShopperAsync());
        var cart = await visitor.ReadsAsync("/cart");

        Assert.Contains($"‘{few.Name}’ 상품은 재고가 3개뿐이라 수량을 3개로 맞췄습니다.", cart);
        Assert.Contains($"‘{none.Name}’ 상품은 품절되어 담지 못했습니다.", cart);
        Assert.Contains("판매를 마친 상품은 담지 못했습니다.", cart);
        Assert.DoesNotContain("담지 못했습니다", await visitor.ReadsAsync("/cart"));
    }

    private async Task<PlainVisitor> VisitorAsync(bool isMember)
    {
        var visitor = new PlainVisitor(shop);
        if (isMember)
        {
            await visitor.SignsInAsync(await shop.NewShopperAsync());
        }

        return visitor;
    }

    private Task<int> SellsOutAsync(Product product) =>
        shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {product.Id}");

    // From the cart, because the page of a product that has sold out has no form.
    private static async Task<string> AddsAsync(PlainVisitor visitor, Product product, int quantity) =>
        await SendsAsync(visitor, "/cart/add", product, quantity);

    private static async Task<string> SetsAsync(PlainVisitor visitor, Product product, int quantity) =>
        await SendsAsync(visitor, "/cart/set", product, quantity);

    private static async Task<string> SendsAsync(PlainVisitor visitor, string action, Product product, int quantity)
    {
        using var answer = await visitor.SubmitsAsync(
            "/cart", action, null, ("productId", $"{product.Id}"), ("quantity", $"{quantity}"));
        return await visitor.ReadsAsync(visitor.LeadsTo(answer)!);
    }
}
