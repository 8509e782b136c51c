// Addresses and structured data for search engines, and previews of shared links. LinkTests checks the metadata of
// every page.
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class SearchEngineTests(RunningShop shop)
{
    [Theory]
    [InlineData("/?from=a-friend", "/", "/images/shop.png")]
    [InlineData("/terms", "/terms", "/images/shop.png")]
    [InlineData("/products/1?added=1", "/products/1", "/images/products/desk-lamp.png")]
    [InlineData("/products?sort=newest", "/products", "/images/shop.png")]
    [InlineData("/products?category=tea&sort=price-low", "/products?category=tea", "/images/shop.png")]
    [InlineData("/products?sort=popular&page=1&from=a-friend", "/products", "/images/shop.png")]
    public async Task Page_has_one_canonical_url_and_a_png_preview(string address, string canonical, string picture)
    {
        using var visitor = new PlainVisitor(shop);

        var page = new PageInHtml((await visitor.GetPageAsync(address)).Html);
        var preview = await visitor.GetPageAsync(picture);

        Assert.Equal(RunningShop.PublicUrl + canonical, page.Canonical);
        Assert.Equal(RunningShop.PublicUrl + picture, page.Property("og:image"));
        Assert.Equal("image/png", preview.MediaType);
    }

    [Theory]
    [InlineData("/products/1")]
    [InlineData("/sitemap.xml")]
    [InlineData("/robots.txt")]
    public async Task Host_header_is_ignored(string address)
    {
        using var visitor = new PlainVisitor(shop) { Headers = { Host = "elsewhere.example" } };

        Assert.DoesNotContain("elsewhere.example", await visitor.ReadTextAsync(address));
    }

    [Fact]
    public async Task Product_has_structured_data_that_its_name_cannot_break()
    {
        const string Name = """</script><script>alert("&amp;")</script>""";
        var product = await shop.NewProductAsync(priceWon: 12_900, stock: 0, name: Name);
        using var visitor = new PlainVisitor(shop);

        var html = (await visitor.GetPageAsync($"/products/{product.Id}")).Html;
        var page = new PageInHtml(html);
        var graph = JsonNode.Parse(page.Markup)!["@graph"]!;

        Assert.DoesNotContain("<script>alert", html);
        Assert.Equal(Name, (string?)graph[0]!["name"]);
        Assert.Equal(12_900, (long?)graph[0]!["offers"]!["price"]);
        Assert.Equal("KRW", (string?)graph[0]!["offers"]!["priceCurrency"]);
        Assert.Equal("https://schema.org/OutOfStock", (string?)graph[0]!["offers"]!["availability"]);
        Assert.Equal(page.Canonical, (string?)graph[0]!["url"]);
        Assert.Equal(3, graph[1]!["itemListElement"]!.AsArray().Count);
        Assert.Equal($"{Name} · Shop", page.Title);
    }

    [Fact]
    public async Task Robots_file_disallows_personal_pages_and_names_the_sitemap_of_the_public_ones()
    {
        using var visitor = new PlainVisitor(shop);

        var robots = (await visitor.ReadTextAsync("/robots.txt")).Split('\n');
        var listed = XDocument.Parse((await visitor.GetPageAsync("/sitemap.xml")).Html).Descendants()
            .Where(element => element.Name.LocalName == "loc").Select(element => element.Value).ToList();

        Assert.Contains("User-agent: *", robots);
        Assert.All(
            ["/cart", "/checkout", "/orders", "/me$", "/payments/"],
            path => Assert.Contains($"Disallow: {path}", robots));
        Assert.Contains($"Sitemap: {RunningShop.PublicUrl}/sitemap.xml", robots);
        Assert.Equal(listed.Count, listed.Distinct().Count());
        Assert.All(
            ["/", "/products", "/products?category=tea", "/products/1", "/products/22", "/terms", "/privacy"],
            path => Assert.Contains(RunningShop.PublicUrl + path, listed));
        Assert.All(listed, address => Assert.Matches(
            $"^{RunningShop.PublicUrl}/((products(/[0-9]+|[?]category=[a-z-]+)?)|terms|privacy)?$", address));
    }
}
