using System.Net;

namespace Shop.Tests.Web;

/// <summary>What monitors and previews of links ask.</summary>
[Collection(RunningShop.Shared)]
public sealed class AskingForTheHead(RunningShop shop)
{
    [Theory]
    [InlineData("/", "text/html", HttpStatusCode.OK)]
    [InlineData("/products/1", "text/html", HttpStatusCode.OK)]
    [InlineData("/sitemap.xml", "application/xml", HttpStatusCode.OK)]
    [InlineData("/robots.txt", "text/plain", HttpStatusCode.OK)]
    [InlineData("/images/shop.png", "image/png", HttpStatusCode.OK)]
    [InlineData("/not-there", "text/html", HttpStatusCode.NotFound)]
    [InlineData("/me", null, HttpStatusCode.Redirect)]
    public async Task Whoever_wants_the_head_only_is_told_what_the_page_would_tell(
        string address, string? type, HttpStatusCode status)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.AsksForTheHeadOfAsync(address);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }
}
