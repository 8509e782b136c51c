using System.Net;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class UnusualUrlTests(RunningShop shop)
{
    [Theory]
    [InlineData("/payments/return?paymentId=x&orderId=abc")]
    [InlineData("/payments/return?orderId=abc")]
    [InlineData("/checkout?productId=abc")]
    [InlineData("/checkout?productId=1&quantity=abc")]
    [InlineData("/checkout?productId=1&quantity=0")]
    [InlineData("/checkout?productId=1&quantity=1000")]
    [InlineData("/checkout?productId=-1")]
    [InlineData("/products?sort=sideways")]
    [InlineData("/products?page=0")]
    [InlineData("/products?page=100000")]
    [InlineData("/products?category=tea&page=2")]
    [InlineData("/products?category=nothing")]
    [InlineData("/orders?page=2")]
    [InlineData("/products/999999999")]
    [InlineData("/orders/3f0c8f9e-7a43-4a35-9d0e-1c6f6f2b9a01")]
    [InlineData("/orders/not-an-order")]
    public async Task Unknown_page_returns_404(string address)
    {
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(await shop.NewShopperAsync());

        using var answer = await visitor.OpensAsync(address);
        var page = await PlainVisitor.WordsOfAsync(answer);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("찾으시는 페이지가 없습니다", page);
    }

    [Fact]
    public async Task Buy_now_caps_quantity_at_the_line_limit()
    {
        var product = await shop.NewProductAsync();
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.SubmitsAsync($"/products/{product.Id}", "/cart/add", null,
            ("productId", $"{product.Id}"), ("quantity", "1000"), ("buyNow", "yes"));

        Assert.Equal($"/checkout?productId={product.Id}&quantity=99", visitor.LeadsTo(answer));
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

        Assert.Contains("장바구니가 비어 있습니다", await visitor.ReadsAsync("/cart"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-up")]
    [InlineData("/not-there")]
    public async Task Content_security_policy_forbids_inline_scripts(string address)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync(address);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains("default-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Matches(@"script-src 'self' http\S+/?", policy);
        Assert.DoesNotContain("<script>", await PlainVisitor.WordsOfAsync(answer));
    }

    [Fact]
    public async Task Content_security_policy_allows_the_PortOne_window()
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync("/sign-up");
        var directives = answer.Headers.GetValues("Content-Security-Policy").Single().Split("; ");

        foreach (var name in new[] { "script-src", "connect-src" })
        {
            Assert.Contains("https://checkout-service.prod.iamport.co",
                directives.Single(directive => directive.StartsWith(name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Responses_and_cookies_contain_no_token()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAndPaysAsync(await shop.NewProductAsync());
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
        string[] addresses =
        [
            "/", "/me", "/cart", "/orders", $"/orders/{order.OrderId}", "/products", "/checkout?productId=1",
            $"/payments/return?paymentId={order.PaymentKey}",
        ];

        foreach (var address in addresses)
        {
            Assert.DoesNotContain("eyJhbGciOi", await visitor.ReadsAsync(address));
        }

        Assert.All(visitor.Cookies.GetAllCookies(), cookie => Assert.DoesNotContain("eyJhbGciOi", cookie.Value));
    }

    [Fact]
    public async Task Concurrent_additions_from_many_tabs_are_all_in_the_cart()
    {
        var product = await shop.NewProductAsync();
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(await shop.NewShopperAsync());

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => visitor.AddsToCartAsync(product)));

        Assert.Contains("장바구니, 10개", await visitor.ReadsTheBadgeAsync());
    }
}
