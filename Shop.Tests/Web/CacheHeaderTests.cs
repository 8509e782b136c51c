using System.Net;
using System.Net.Http.Headers;

namespace Shop.Tests.Web;

/// <summary>Which responses browsers and proxies may cache.</summary>
[Collection(RunningShop.Shared)]
public sealed class CacheHeaderTests(RunningShop shop)
{
    [Fact]
    public async Task Personal_pages_and_responses_are_not_cached()
    {
        using var visitor = new PlainVisitor(shop);
        using var redirect = await visitor.OpensAsync("/me");
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.True(IsNotStored(redirect), "a redirect");

        await visitor.SignsInAsync(await shop.NewShopperAsync());

        foreach (var address in new[] { "/", "/me", "/orders", "/cart", "/suggestions?q=tea", "/language", "/no.png" })
        {
            using var answer = await visitor.OpensAsync(address);
            Assert.True(IsNotStored(answer), address);
        }
    }

    [Theory]
    [InlineData("/sitemap.xml")]
    [InlineData("/robots.txt")]
    public async Task Public_files_are_cached_for_ten_minutes(string address)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync(address);

        Assert.Equal("public, max-age=600", $"{answer.Headers.CacheControl}");
    }

    [Theory]
    [InlineData("https", "max-age=31536000")]
    [InlineData("http", null)]
    public async Task Hsts_header_is_sent_over_https_only(string scheme, string? expected)
    {
        using var visitor = new PlainVisitor(shop);
        visitor.Headers.Add("X-Forwarded-Proto", scheme);

        using var answer = await visitor.OpensAsync("/");

        Assert.Equal(
            expected,
            answer.Headers.TryGetValues("Strict-Transport-Security", out var told) ? told.Single() : null);
    }

    private static bool IsNotStored(HttpResponseMessage answer) =>
        answer.Headers.CacheControl is CacheControlHeaderValue { NoStore: true };
}
