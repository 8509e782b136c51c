using System.Net;

namespace Shop.Tests.Web;

/// <summary>HEAD requests, which monitors and link previews send.</summary>
[Collection(RunningShop.Shared)]
public sealed class HeadRequestTests(RunningShop shop)
{
    [Theory]
    [InlineData("/", "text/html", HttpStatusCode.OK)]
    [InlineData("/products/1", "text/html", HttpStatusCode.OK)]
    [InlineData("/sitemap.xml", "application/xml", HttpStatusCode.OK)]
    [InlineData("/robots.txt", "text/plain", HttpStatusCode.OK)]
    [InlineData("/images/shop.png", "image/png", HttpStatusCode.OK)]
    [InlineData("/not-there", "text/html", HttpStatusCode.NotFound)]
    [InlineData("/me", null, HttpStatusCode.Redirect)]
    public async Task Head_request_returns_the_status_and_type_of_the_page(
        string address, string? type, HttpStatusCode status)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.AsksForTheHeadOfAsync(address);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }
}
