// A cart accepts no more than the stock and the limit of a line, and shows how many it accepted and why not all.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class CartShortfallTests(RunningShop shop, Browser browser)
{
    [Theory]
    [InlineData(false, "ko-KR", "재고가 1개뿐이라 1개만 담았습니다.")]
    [InlineData(true, "ko-KR", "재고가 1개뿐이라 1개만 담았습니다.")]
    [InlineData(false, "en-US", "Only 1 is left, so we added 1.")]
    public async Task Adding_two_of_the_last_one_adds_one_with_a_warning(bool isMember, string language, string words)
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
    public async Task Notice_counts_only_the_added_quantity(bool isMember)
    {
        var (product, many) = (await shop.NewProductAsync(stock: 3), await shop.NewProductAsync(stock: 500));
        using var visitor = await VisitorAsync(isMember);

        Assert.Contains("장바구니에 담았습니다. 이 상품은 모두 2개입니다.", await AddAsync(visitor, product, 2));
        Assert.Contains(
            "재고가 3개뿐이라 1개만 담았습니다. 이 상품은 모두 3개입니다.", await AddAsync(visitor, product, 2));
        Assert.Contains("재고 3개를 이미 모두 담으셔서 더 담지 못했습니다.", await AddAsync(visitor, product, 1));
        Assert.Contains("한 상품은 99개까지 주문하실 수 있어 99개만 담았습니다.", await AddAsync(visitor, many, 150));
        Assert.Contains("한 상품은 99개까지 주문하실 수 있어 더 담지 못했습니다.", await AddAsync(visitor, many, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sold_out_product_is_not_added(bool isMember)
    {
        var (gone, held) = (await shop.NewProductAsync(stock: 1), await shop.NewProductAsync(stock: 1));
        using var visitor = await VisitorAsync(isMember);
        await AddAsync(visitor, held, 1);
        await SellOutAsync(gone);
        await SellOutAsync(held);

        Assert.Contains("담으려던 상품이 그사이 품절되었습니다.", await AddAsync(visitor, gone, 1));
        Assert.Contains("담으려던 상품이 그사이 품절되었습니다.", await AddAsync(visitor, held, 1));
        Assert.DoesNotContain(gone.Name, await visitor.ReadsAsync("/cart"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cart_quantity_is_capped_with_a_warning(bool isMember)
    {
        var (few, many) = (await shop.NewProductAsync(stock: 9), await shop.NewProductAsync(stock: 500));
        using var visitor = await VisitorAsync(isMember);
        await AddAsync(visitor, few, 1);
        await AddAsync(visitor, many, 1);
        await shop.CommerceAsync($"update products set stock = 3, received = 3 where id = {few.Id}");

        var capped = await SetQuantityAsync(visitor, few, 5);
        Assert.Contains($"‘{few.Name}’ 상품은 재고가 3개뿐이라 수량을 3개로 맞췄습니다.", capped);
        Assert.Matches($"value=\"3\"[^>]*aria-label=\"{few.Name} 수량\"", capped);
        Assert.Contains(
            $"‘{many.Name}’ 상품은 99개까지 주문하실 수 있어 수량을 99개로 맞췄습니다.", await SetQuantityAsync(visitor, many, 120));
        Assert.DoesNotContain("맞췄습니다", await SetQuantityAsync(visitor, many, 98));
        Assert.DoesNotContain("맞췄습니다", await visitor.ReadsAsync("/cart"));
    }

    [Fact]
    public async Task Cart_stepper_is_capped_at_the_stock_with_a_warning()
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
    public async Task Typed_cart_quantity_is_sent_once_and_shows_the_accepted_quantity()
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
    public async Task Buy_now_above_the_stock_is_capped_with_a_warning()
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
    public async Task Cart_merged_at_sign_in_names_the_reduced_products()
    {
        var (few, none, gone) = (
            await shop.NewProductAsync(stock: 3), await shop.NewProductAsync(stock: 1), new Product(999_999, "", 0));
        await SellOutAsync(none);
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

    private Task<int> SellOutAsync(Product product) =>
        shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {product.Id}");

    // Sent from the cart, because the page of a sold-out product has no form.
    private static async Task<string> AddAsync(PlainVisitor visitor, Product product, int quantity) =>
        await SendAsync(visitor, "/cart/add", product, quantity);

    private static async Task<string> SetQuantityAsync(PlainVisitor visitor, Product product, int quantity) =>
        await SendAsync(visitor, "/cart/set", product, quantity);

    private static async Task<string> SendAsync(PlainVisitor visitor, string action, Product product, int quantity)
    {
        using var answer = await visitor.SubmitsAsync(
            "/cart", action, null, ("productId", $"{product.Id}"), ("quantity", $"{quantity}"));
        return await visitor.ReadsAsync(visitor.LeadsTo(answer)!);
    }
}
