// The page of a sold-out product offers similar goods and a restock notice.
using System.Net;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class SoldOutPageTests(RunningShop shop)
{
    private const string IsBack = "기다리시던 상품이 다시 들어왔습니다.";

    [Fact]
    public async Task Page_is_marked_and_shows_goods_of_the_same_category_in_stock()
    {
        var soldOut = await shop.NewProductAsync(stock: 0);
        using var visitor = new PlainVisitor(shop);

        var page = await visitor.ReadsAsync($"/products/{soldOut.Id}");

        Assert.Contains("""<article class="product sold-out""", page);
        Assert.Contains(">품절<", page);
        var shelf = page[page.IndexOf("비슷한 상품", StringComparison.Ordinal)..];
        Assert.Contains("class=\"card-name\"", shelf);
        Assert.DoesNotContain($"href=\"/products/{soldOut.Id}\"", shelf);
        Assert.DoesNotContain(">품절<", shelf);
    }

    [Fact]
    public async Task Page_of_a_product_in_stock_offers_no_notice()
    {
        using var visitor = new PlainVisitor(shop);

        Assert.DoesNotContain("재입고", await visitor.ReadsAsync("/products/1"));
    }

    [Fact]
    public async Task Guest_is_redirected_to_sign_in_and_back()
    {
        var soldOut = await shop.NewProductAsync(stock: 0);
        using var visitor = new PlainVisitor(shop);

        var page = await visitor.ReadsAsync($"/products/{soldOut.Id}");
        using var sent = await visitor.SubmitsAsync(
            "/sign-in", "/restock-notices/request", null, ("productId", $"{soldOut.Id}"));

        Assert.Matches(
            $"""href="/sign-in\?returnUrl=%2Fproducts%2F{soldOut.Id}"[^>]*>로그인하고 재입고 알림 신청""", page);
        Assert.StartsWith("/sign-in?returnUrl=", visitor.LeadsTo(sent));
    }

    [Fact]
    public async Task Every_page_shows_the_restock_notice_until_the_product_is_viewed()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 0));
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);

        await RequestNoticeAsync(visitor, product);
        Assert.Contains("재입고 알림을 신청하셨습니다", await visitor.ReadsAsync($"/products/{product.Id}"));
        Assert.Contains(product.Name, await visitor.ReadsAsync("/me"));
        Assert.DoesNotContain("재입고된 상품", await visitor.ReadsAsync("/terms"));

        await shop.CommerceAsync($"update products set received = 5, stock = 5 where id = {product.Id}");
        await Eventually.IsAsync(
            () => visitor.ReadsAsync("/terms"), page => page.Contains("재입고된 상품 1개", StringComparison.Ordinal));
        Assert.Contains(">재입고<", await visitor.ReadsAsync("/me"));

        Assert.Contains(IsBack, await visitor.ReadsAsync($"/products/{product.Id}"));
        Assert.DoesNotContain(IsBack, await visitor.ReadsAsync($"/products/{product.Id}"));
        Assert.DoesNotContain("재입고된 상품", await visitor.ReadsAsync("/terms"));
    }

    [Theory]
    [InlineData("product")]
    [InlineData("my page")]
    public async Task Shopper_cancels_the_restock_notice(string from)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 0));
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
        await RequestNoticeAsync(visitor, product);
        var page = from == "product" ? $"/products/{product.Id}" : "/me";

        using var answer = await visitor.SubmitsAsync(
            page, "/restock-notices/remove", null, ("productId", $"{product.Id}"), ("returnUrl", page));

        Assert.Equal(page, visitor.LeadsTo(answer));
        Assert.Contains(">재입고 알림 신청<", await visitor.ReadsAsync($"/products/{product.Id}"));
        Assert.DoesNotContain(product.Name, await visitor.ReadsAsync("/me"));
    }

    [Fact]
    public async Task Popular_goods_on_the_not_found_page_are_in_stock()
    {
        var soldOut = await shop.NewProductAsync(stock: 100);
        await shop.CommerceAsync($"update products set received = 1000000, stock = 0 where id = {soldOut.Id}");
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync("/nowhere");
        var page = await PlainVisitor.WordsOfAsync(answer);

        Assert.Contains("많이 찾는 상품", page);
        Assert.DoesNotContain($"/products/{soldOut.Id}\"", page);
    }

    private static async Task RequestNoticeAsync(PlainVisitor visitor, Product product)
    {
        using var answer = await visitor.SubmitsAsync(
            $"/products/{product.Id}", "/restock-notices/request", null, ("productId", $"{product.Id}"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/products/{product.Id}", visitor.LeadsTo(answer));
    }
}
