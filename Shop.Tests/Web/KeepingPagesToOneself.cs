using System.Net;
using System.Net.Http.Headers;

namespace Shop.Tests.Web;

/// <summary>What may be kept between the shop and the eye.</summary>
[Collection(RunningShop.Shared)]
public sealed class KeepingPagesToOneself(RunningShop shop)
{
    [Fact]
    public async Task Nobody_keeps_a_page_or_an_answer_that_may_be_one_shopper_s_own()
    {
        using var visitor = new PlainVisitor(shop);
        using var redirect = await visitor.OpensAsync("/me");
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.True(IsKeptNowhere(redirect), "a redirect");

        await visitor.SignsInAsync(await shop.NewShopperAsync());

        foreach (var address in new[] { "/", "/me", "/orders", "/cart", "/suggestions?q=tea", "/language", "/no.png" })
        {
            using var answer = await visitor.OpensAsync(address);
            Assert.True(IsKeptNowhere(answer), address);
        }
    }

    [Theory]
    [InlineData("/sitemap.xml")]
    [InlineData("/robots.txt")]
    public async Task What_is_the_same_for_everybody_may_be_kept_for_a_while(string address)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync(address);

        Assert.Equal("public, max-age=600", $"{answer.Headers.CacheControl}");
    }

    [Theory]
    [InlineData("https", "max-age=31536000")]
    [InlineData("http", null)]
    public async Task Whoever_came_over_https_never_comes_over_http_again(string scheme, string? expected)
    {
        using var visitor = new PlainVisitor(shop);
        visitor.Headers.Add("X-Forwarded-Proto", scheme);

        using var answer = await visitor.OpensAsync("/");

        Assert.Equal(
            expected,
            answer.Headers.TryGetValues("Strict-Transport-Security", out var told) ? told.Single() : null);
    }

    private static bool IsKeptNowhere(HttpResponseMessage answer) =>
        answer.Headers.CacheControl is CacheControlHeaderValue { NoStore: true };
}
