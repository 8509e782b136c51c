// The product page shows how many pieces the cart contains after an addition.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class AddToCartPageTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Enter_in_the_quantity_field_adds_to_the_cart()
    {
        var product = await shop.NewProductAsync();
        await using var visit = await browser.VisitAsync(shop, javaScript: false);
        var page = visit.Page;

        await page.GotoAsync($"/products/{product.Id}");
        await page.GetByLabel("수량").FillAsync("3");
        await page.GetByLabel("수량").PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("모두 3개입니다");
    }

    [Fact]
    public async Task Guest_sees_the_quantity_in_the_cart_and_the_limit()
    {
        var product = await shop.NewProductAsync(stock: 200);
        using var visitor = new PlainVisitor(shop);

        Assert.Contains("담았습니다. 이 상품은 모두 2개입니다.", await AddAsync(visitor, product, "2"));
        Assert.Contains(
            "담았습니다. 이 상품은 모두 99개입니다. 99개까지 주문하실 수 있습니다.",
            await AddAsync(visitor, product, "97"));
    }

    [Fact]
    public async Task Member_sees_when_fewer_were_added()
    {
        var product = await shop.NewProductAsync(stock: 5);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(await shop.NewShopperAsync());

        Assert.DoesNotContain("모두", await AddAsync(visitor, product, "1"));
        Assert.Contains(
            "재고가 5개뿐이라 4개만 담았습니다. 이 상품은 모두 5개입니다.",
            await AddAsync(visitor, product, "9"));
    }

    [Fact]
    public async Task Full_cart_shows_a_notice()
    {
        var product = await shop.NewProductAsync();
        using var visitor = new PlainVisitor(shop);
        var full = string.Join('.', Enumerable.Range(1, 50).Select(id => $"{id}x1"));
        visitor.Cookies.Add(shop.WebAddress, new System.Net.Cookie("cart", $"1.{full}"));

        using var answer = await visitor.AddsToCartAsync(product);

        Assert.Contains("상품을 50가지까지 담을 수 있습니다", await visitor.ReadsAsync(visitor.LeadsTo(answer)!));
    }

    [Fact]
    public async Task Product_that_just_sold_out_shows_a_notice()
    {
        var product = await shop.NewProductAsync(stock: 1);
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(await shop.NewShopperAsync());

        await shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {product.Id}");
        using var answer = await visitor.SubmitsAsync(
            "/", "/cart/add", null, ("productId", $"{product.Id}"), ("quantity", "1"));

        Assert.Contains("그사이 품절되었습니다", await visitor.ReadsAsync(visitor.LeadsTo(answer)!));
    }

    private static async Task<string> AddAsync(PlainVisitor visitor, Product product, string quantity)
    {
        using var answer = await visitor.AddsToCartAsync(product, quantity);
        return await visitor.ReadsAsync(visitor.LeadsTo(answer)!);
    }
}
