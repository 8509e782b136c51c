using System.Net;

namespace Shop.Tests.Web;

/// <summary>Which responses may be cached, for GET and HEAD. LinkTests checks the headers of every page.</summary>
[Collection(RunningShop.Shared)]
public sealed class ResponseHeaderTests(RunningShop shop)
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK, "text/html", "no-store")]
    [InlineData("/products/1", HttpStatusCode.OK, "text/html", "no-store")]
    [InlineData("/suggestions?q=tea", HttpStatusCode.OK, "application/json", "no-store")]
    [InlineData("/sitemap.xml", HttpStatusCode.OK, "application/xml", "public, max-age=600")]
    [InlineData("/robots.txt", HttpStatusCode.OK, "text/plain", "public, max-age=600")]
    [InlineData("/images/shop.png", HttpStatusCode.OK, "image/png", null)]
    [InlineData("/no.png", HttpStatusCode.NotFound, "text/html", "no-store")]
    [InlineData("/not-there", HttpStatusCode.NotFound, "text/html", "no-store")]
    [InlineData("/me", HttpStatusCode.Redirect, null, "no-store")]
    [InlineData("/language", HttpStatusCode.Redirect, null, "no-store")]
    public async Task Head_and_get_requests_return_the_same_status_type_and_caching(
        string address, HttpStatusCode status, string? mediaType, string? caching)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var response = await client.SendAsync(new(method, new Uri(shop.WebAddress, address)));

            Assert.Equal(status, response.StatusCode);
            Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
            Assert.StartsWith(caching ?? "", $"{response.Headers.CacheControl}", StringComparison.Ordinal);
            Assert.True(method == HttpMethod.Get || (await response.Content.ReadAsByteArrayAsync()).Length == 0);
        }
    }

    [Theory]
    [InlineData("https", "max-age=31536000")]
    [InlineData("http", null)]
    public async Task Hsts_header_is_sent_over_https_only(string scheme, string? expected)
    {
        using var visitor = new PlainVisitor(shop);
        visitor.Headers.Add("X-Forwarded-Proto", scheme);

        var headers = (await visitor.GetPageAsync("/")).Headers;

        Assert.Equal(
            expected, headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null);
    }
}
