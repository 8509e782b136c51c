// A cart accepts no more than the stock and the limit of a line, and shows how many it accepted and why not all.
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Cookie = System.Net.Cookie;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed partial class CartPageTests(RunningShop shop, Browser browser)
{
    private const string SoldOutMeanwhile = "담으려던 상품이 그사이 품절되었습니다.";

    // Of “few” 3 are in stock, of “many” 500. {0} is the name of the product.
    private static readonly (string Action, string Product, int Quantity, string Notice)[] InKorean =
    [
        ("add", "few", 1, "장바구니에 담았습니다. <"),
        ("add", "few", 1, "장바구니에 담았습니다. 이 상품은 모두 2개입니다."),
        ("add", "few", 2, "재고가 3개뿐이라 1개만 담았습니다. 이 상품은 모두 3개입니다."),
        ("add", "few", 1, "재고 3개를 이미 모두 담으셔서 더 담지 못했습니다."),
        ("add", "many", 2, "장바구니에 담았습니다. 이 상품은 모두 2개입니다."),
        ("add", "many", 97, "장바구니에 담았습니다. 이 상품은 모두 99개입니다. 99개까지 주문하실 수 있습니다."),
        ("add", "many", 1, "한 상품은 99개까지 주문하실 수 있어 더 담지 못했습니다."),
        ("set", "many", 40, ""),
        ("add", "many", 150, "한 상품은 99개까지 주문하실 수 있어 59개만 담았습니다. 이 상품은 모두 99개입니다."),
        ("set", "few", 5, "‘{0}’ 상품은 재고가 3개뿐이라 수량을 3개로 맞췄습니다."),
        ("set", "many", 120, "‘{0}’ 상품은 99개까지 주문하실 수 있어 수량을 99개로 맞췄습니다."),
        ("set", "many", 98, ""),
        ("remove", "few", 0, ""),
    ];

    private static readonly (string Action, string Product, int Quantity, string Notice)[] InEnglish =
    [
        ("add", "last", 2, "Only 1 is left, so we added 1."),
        ("set", "last", 2, "Only 1 of “{0}” is left; the quantity is 1 now."),
        ("add", "few", 2, "Added to your cart. Your cart now has 2."),
        ("add", "few", 2, "Only 3 are left, so we added 1. Your cart now has 3."),
        ("set", "few", 5, "Only 3 of “{0}” are left; the quantity is 3 now."),
    ];

    [Theory]
    [InlineData("ko", false)]
    [InlineData("ko", true)]
    [InlineData("en", false)]
    public async Task Cart_accepts_the_stock_and_the_limit_and_says_why_not_more(string language, bool isMember)
    {
        var products = new Dictionary<string, Product>
        {
            ["last"] = await shop.NewProductAsync(stock: 1),
            ["few"] = await shop.NewProductAsync(stock: 3),
            ["many"] = await shop.NewProductAsync(stock: 500),
        };
        using var visitor = new PlainVisitor(shop, language: language);
        if (isMember)
        {
            await visitor.SignInAsync(await shop.NewShopperAsync());
        }

        foreach (var (action, key, quantity, notice) in language == "ko" ? InKorean : InEnglish)
        {
            var product = products[key];
            var page = WithoutLineBreaks(await visitor.ReadTextAfterAsync(visitor.SubmitAsync(
                "/cart", $"/cart/{action}", null, ("productId", $"{product.Id}"), ("quantity", $"{quantity}"))));

            Assert.Contains(string.Format(null, notice, product.Name), page);
            Assert.Equal(notice.Length > 0, Notice().IsMatch(page));
        }

        var cart = await visitor.ReadTextAsync("/cart");
        Assert.DoesNotMatch(Notice(), cart); // Shown once.
        Assert.Equal(language == "en", cart.Contains(products["few"].Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sold_out_product_is_not_added_and_the_cart_with_it_not_ordered(bool isMember)
    {
        var (gone, held) = (await shop.NewProductAsync(stock: 1), await shop.NewProductAsync(stock: 1));
        using var visitor = new PlainVisitor(shop);
        if (isMember)
        {
            await visitor.SignInAsync(await shop.NewShopperAsync());
        }

        await visitor.AddToCartAsync(held);
        await shop.SetStockAsync(gone, 0);
        await shop.SetStockAsync(held, 0);

        Assert.Contains(SoldOutMeanwhile, await visitor.ReadTextAfterAsync(visitor.AddToCartAsync(gone)));
        Assert.Contains(SoldOutMeanwhile, await visitor.ReadTextAfterAsync(visitor.AddToCartAsync(held)));
        var cart = await visitor.ReadTextAsync("/cart");
        Assert.DoesNotContain(gone.Name, cart);
        Assert.Contains("품절되었습니다. 삭제하고 주문해 주세요.", cart);
        Assert.DoesNotContain("href=\"/checkout\"", cart);
        if (isMember)
        {
            var (fromCart, atOnce) = (
                await visitor.ReadTextAsync("/checkout"), await visitor.ReadTextAsync(held.Checkout()));
            Assert.Matches("""href="/cart"[^>]*>장바구니에서 바꾸기""", fromCart);
            Assert.Matches($"""href="/products/{held.Id}"[^>]*>상품으로 돌아가기""", atOnce);
            Assert.DoesNotContain("결제하기", atOnce + fromCart);
        }
    }

    [Fact]
    public async Task Guest_cart_is_merged_at_sign_in_and_names_once_what_was_reduced()
    {
        var (all, few, none) = (
            await shop.NewProductAsync(), await shop.NewProductAsync(stock: 3), await shop.NewProductAsync(stock: 0));
        using var visitor = new PlainVisitor(shop);
        visitor.Cookies.Add(
            shop.WebAddress, new Cookie("cart", $"1.{all.Id}x5.{few.Id}x5.{none.Id}x1.999999x1"));

        await visitor.SignInAsync(await shop.NewShopperAsync());
        var cart = await visitor.ReadTextAsync("/cart");

        Assert.Contains($"‘{few.Name}’ 상품은 재고가 3개뿐이라 수량을 3개로 맞췄습니다.", cart);
        Assert.Contains($"‘{none.Name}’ 상품은 품절되어 담지 못했습니다.", cart);
        Assert.Contains("판매를 마친 상품은 담지 못했습니다.", cart);
        Assert.Contains(all.Name, cart);
        Assert.DoesNotContain($"‘{all.Name}’", cart);
        Assert.DoesNotContain("담지 못했습니다", await visitor.ReadTextAsync("/cart"));
    }

    [Theory]
    [InlineData("1.")]
    [InlineData("1.x.0x0.-1x1.1x-1.1x100.99999999999x1.1x1x1")]
    [InlineData("2.1x1")]
    [InlineData("1.2147483647x99.2147483646x1")]
    [InlineData("%00%ff<script>alert(1)</script>")]
    public async Task Malformed_cart_cookie_is_an_empty_cart(string cookie)
    {
        using var visitor = new PlainVisitor(shop);
        visitor.Cookies.Add(shop.WebAddress, new Cookie("cart", cookie));

        Assert.Contains("장바구니가 비어 있습니다", await visitor.ReadTextAsync("/cart"));
    }

    [Fact]
    public async Task Full_cart_and_a_repeated_order_of_a_sold_out_product_show_a_notice()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 2));
        using var guest = new PlainVisitor(shop);
        var full = string.Join('.', Enumerable.Range(1, 50).Select(id => $"{id}x1"));
        guest.Cookies.Add(shop.WebAddress, new Cookie("cart", $"1.{full}"));
        Assert.Contains("상품을 50가지까지 담을 수 있습니다", await guest.ReadTextAfterAsync(guest.AddToCartAsync(product)));

        var order = await shopper.OrderAsync(product, quantity: 2);
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        Assert.Contains("품절되어 담지 못했습니다.", await visitor.ReadTextAfterAsync(
            visitor.SubmitAsync("/me", $"{order.Page()}/again")));
    }

    [Fact]
    public async Task Buy_now_is_capped_at_the_limit_and_the_stock_with_a_notice()
    {
        var (many, last) = (await shop.NewProductAsync(stock: 500), await shop.NewProductAsync(stock: 1));
        using var visitor = await PlainVisitor.SignedInAsync(shop, await shop.NewShopperAsync());

        Assert.Equal(many.Checkout(quantity: 99), (await BuyNowAsync(many, 1000)).LeadsTo);
        var checkout = await visitor.ReadTextAfterAsync(BuyNowAsync(last, 2));

        Assert.Contains($"‘{last.Name}’ 상품은 재고가 1개뿐이라 수량을 1개로 맞췄습니다.", checkout);
        Assert.Contains("결제하기", checkout);

        Task<PageReply> BuyNowAsync(Product product, int quantity) => visitor.SubmitAsync(
            $"/products/{product.Id}", "/cart/add", null,
            ("productId", $"{product.Id}"), ("quantity", $"{quantity}"), ("buyNow", "yes"));
    }

    [Fact]
    public async Task Typed_and_stepped_quantity_is_sent_once_and_shows_what_was_accepted()
    {
        var product = await shop.NewProductAsync(stock: 9);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var (quantity, notice) = (page.GetByLabel($"{product.Name} 수량"), page.Locator("[data-shortfalls]"));
        await page.PutIntoCartAsync(product);
        await page.GotoAsync("/cart");
        await page.IsAliveAsync();
        var sent = 0;
        page.Request += (_, request) => sent += request.Url.EndsWith("/cart/set", StringComparison.Ordinal) ? 1 : 0;

        await quantity.FillAsync("7");
        await shop.SetStockAsync(product, 3);
        await quantity.PressAsync("Enter");
        await Assertions.Expect(notice).ToContainTextAsync("재고가 3개뿐이라 수량을 3개로");
        await Assertions.Expect(quantity).ToHaveValueAsync("3");
        await page.WaitForTimeoutAsync(600); // Longer than the page waits before it sends a change.
        await Assertions.Expect(notice).ToContainTextAsync("재고가 3개뿐이라 수량을 3개로");
        Assert.Equal(1, sent);

        await shop.SetStockAsync(product, 9);
        await page.ReloadAsync();
        await page.IsAliveAsync();
        await shop.SetStockAsync(product, 2);
        await page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, 하나 더" }).ClickAsync();
        await Assertions.Expect(notice).ToContainTextAsync("재고가 2개뿐이라 수량을 2개로");
        await Assertions.Expect(quantity).ToHaveValueAsync("2");
        visit.AssertNoConsoleErrors();
    }

    // Excludes the hidden notices of every page, which have a role.
    [GeneratedRegex("class=\"notice notice-(success|warning)\"(?! role)")]
    private static partial Regex Notice();

    private static string WithoutLineBreaks(string html) =>
        string.Join(' ', html.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
