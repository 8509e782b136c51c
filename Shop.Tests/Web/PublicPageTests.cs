// Cached public pages: every change is on the next page, and a cached page contains nothing of one visitor.
using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class PublicPageTests(RunningShop shop)
{
    private const int MaxStateLength = 800;

    [Fact]
    public async Task Changed_price_is_on_the_next_page()
    {
        var product = await shop.NewProductAsync(priceWon: 12_900);

        await ExpectChangeAsync(product.Page(), "12,900원", "13,100원", () => shop.ExecuteSqlAsync(
            $"update products set price_won = 13100 where id = {product.Id}"));
    }

    [Fact]
    public async Task Stock_taken_by_an_order_is_on_the_next_page()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync(stock: 1));

        await ExpectChangeAsync(product.Page(), "/cart/add", "product sold-out", () => shopper.OrderAsync(product));
    }

    [Fact]
    public async Task Changed_banner_is_on_the_next_front_page()
    {
        var (before, after) = ($"b{Guid.NewGuid():N}", $"a{Guid.NewGuid():N}");
        var subtitle = await shop.QuerySqlAsync<string>("select subtitle_ko from banners where id = 1");
        await SetSubtitleAsync(before);

        await ExpectChangeAsync("/", before, after, () => SetSubtitleAsync(after));

        await SetSubtitleAsync(subtitle);

        Task SetSubtitleAsync(string text) =>
            shop.ExecuteSqlAsync($"update banners set subtitle_ko = '{text}' where id = 1");
    }

    [Fact]
    public async Task Removed_product_is_not_on_the_next_page()
    {
        var product = await shop.NewProductAsync();

        await ExpectChangeAsync("/products", product.Name, null, () => shop.ExecuteSqlAsync($"""
            with terms as (delete from product_terms where product_id = {product.Id}),
                 indexed as (delete from indexed_products where product_id = {product.Id})
            delete from products where id = {product.Id}
            """));
    }

    [Theory]
    [InlineData("cart")]
    [InlineData("session")]
    public async Task Page_with_a_cart_or_session_cookie_is_neither_cached_nor_compressed(string cookie)
    {
        var product = await shop.NewProductAsync();
        using var guest = NewVisitor();
        using var visitor = NewVisitor();
        if (cookie == "session")
        {
            visitor.Headers.AcceptEncoding.Clear(); // To read the form.
            await visitor.SignInAsync(await shop.NewShopperAsync());
            visitor.Headers.AcceptEncoding.ParseAdd("br");
        }
        else
        {
            await visitor.AddToCartAsync(product);
        }

        foreach (var address in new[] { "/", "/products", product.Page(), "/terms" })
        {
            await OpenCachedAsync(guest, address);
            using var page = await visitor.OpenAsync(address);

            Assert.NotNull(visitor.Cookies.GetAllCookies()[cookie]);
            Assert.False(IsFromCache(page));
            Assert.Empty(page.Content.Headers.ContentEncoding);
        }
    }

    [Fact]
    public async Task Cached_page_contains_nothing_of_the_visitor_for_whom_it_was_rendered()
    {
        var (product, soldOut) = (await shop.NewProductAsync(), await shop.NewProductAsync(stock: 0));
        var adultsOnly = await shop.NewProductAsync(adultsOnly: true);
        using var visitor = new PlainVisitor(shop);
        using var uncached = new PlainVisitor(shop) { Headers = { Authorization = new("Bearer", "of-another-visitor") } };

        foreach (var address in new[]
        {
            "/", "/products", "/products?q=nothing-like-this", product.Page(), soldOut.Page(), adultsOnly.Page(),
            "/terms", "/privacy",
        })
        {
            using var cached = await OpenCachedAsync(visitor, address);
            using var rendered = await uncached.OpenAsync(address);
            var html = await cached.Content.ReadAsStringAsync();

            Assert.False(IsFromCache(rendered));
            Assert.Equal(WithoutState(await rendered.Content.ReadAsStringAsync()), WithoutState(html));
            Assert.DoesNotContain("__RequestVerificationToken", html);
            Assert.DoesNotContain("<!--Blazor:", html); // The marker of an interactive component.
            Assert.InRange(html.Length - WithoutState(html).Length, 1, MaxStateLength); // A token would be longer.
            Assert.False(cached.Headers.Contains("Set-Cookie"));
            Assert.Equal(HeadersOf(rendered), HeadersOf(cached));
        }
    }

    [Fact]
    public async Task Cached_pages_differ_by_language_navigation_and_address_and_a_HEAD_request_shares_them()
    {
        var address = $"/products?sort=popular&x={Guid.NewGuid():N}";
        using var visitor = new PlainVisitor(shop);
        using var inEnglish = new PlainVisitor(shop, language: "en");
        using var enhanced = new PlainVisitor(shop);
        enhanced.Headers.Accept.ParseAdd("text/html; blazor-enhanced-nav=on");
        using var http = new HttpClient { DefaultRequestHeaders = { AcceptLanguage = { new("ko") } } };

        await Eventually.IsAsync(
            async () =>
            {
                using var head = await http.SendAsync(new(HttpMethod.Head, new Uri(shop.WebAddress, address)));
                using var page = await visitor.OpenAsync(address);
                return (FromCache: IsFromCache(page), Html: await page.Content.ReadAsStringAsync());
            },
            page => page.FromCache && page.Html.Contains("</html>", StringComparison.Ordinal));
        using var english = await OpenCachedAsync(inEnglish, address);
        using var navigated = await OpenCachedAsync(enhanced, address);
        using var plain = await OpenCachedAsync(visitor, address);
        using var other = await OpenCachedAsync(visitor, "/products?sort=price-low");

        Assert.Contains("lang=\"en\"", await english.Content.ReadAsStringAsync());
        Assert.True(navigated.Headers.Contains("ssr-framing"));
        Assert.False(plain.Headers.Contains("ssr-framing"));
        Assert.Contains("lang=\"ko\"", await plain.Content.ReadAsStringAsync());
        Assert.Contains("value=\"price-low\" selected", await other.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Missing_page_and_redirect_are_not_cached()
    {
        using var visitor = new PlainVisitor(shop);

        for (var times = 0; times < 5; times++)
        {
            foreach (var (address, status) in new[]
            {
                ("/products/999999999", HttpStatusCode.NotFound), ("/me", HttpStatusCode.Redirect),
            })
            {
                using var page = await visitor.OpenAsync(address);
                Assert.Equal((status, false), (page.StatusCode, IsFromCache(page)));
            }
        }
    }

    // Blazor's state is encrypted for each page. Without a token it has the names of two services of the framework.
    private static string WithoutState(string html) =>
        Regex.Replace(html, "<!--Blazor-Server-Component-State:[^>]*-->", "");

    private PlainVisitor NewVisitor()
    {
        var visitor = new PlainVisitor(shop);
        visitor.Headers.AcceptEncoding.ParseAdd("br");
        return visitor;
    }

    // Opens a page until it comes from the cache: the jobs of the shop change the version too.
    private static Task<HttpResponseMessage> OpenCachedAsync(PlainVisitor visitor, string address) =>
        Eventually.IsAsync(() => visitor.OpenAsync(address), IsFromCache);

    private static bool IsFromCache(HttpResponseMessage page) => page.Headers.Age is not null;

    private static List<string> HeadersOf(HttpResponseMessage page) => [
        .. page.Headers.Concat(page.Content.Headers)
            .Where(header => header.Key is not ("Age" or "Date" or "Content-Length" or "Transfer-Encoding"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(),
    ];

    private async Task ExpectChangeAsync(string address, string before, string? after, Func<Task> changeAsync)
    {
        using var visitor = new PlainVisitor(shop);
        using var cached = await OpenCachedAsync(visitor, address);
        Assert.Contains(before, await cached.Content.ReadAsStringAsync());

        await changeAsync();

        var next = await visitor.ReadTextAsync(address);
        Assert.Contains(after ?? "", next);
        Assert.DoesNotContain(before, next);
    }
}
