using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Shop.Tests.Web;

/// <summary>Metadata for search engines and for previews of shared links.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class SearchEngineTests(RunningShop shop)
{
    private static readonly string[] Public =
        ["/", "/products", "/products?category=tea", "/products/1", "/products/22", "/terms", "/privacy"];

    [Fact]
    public async Task Every_public_page_has_its_own_title_description_and_canonical_url()
    {
        using var visitor = new PlainVisitor(shop);
        var titles = new HashSet<string>();
        var descriptions = new HashSet<string?>();

        foreach (var address in Public)
        {
            var page = await OpenAsync(visitor, address);

            Assert.Equal(RunningShop.PublicAddress + address, page.Canonical);
            Assert.Equal(page.Canonical, page.Property("og:url"));
            Assert.Null(page.Meta("robots"));
            Assert.Contains("Shop", page.Title);
            Assert.StartsWith(page.Property("og:title")!, page.Title);
            Assert.Equal("ko_KR", page.Property("og:locale"));
            Assert.InRange(page.Meta("description")!.Length, 20, 160);
            Assert.True(titles.Add(page.Title), page.Title);
            Assert.True(descriptions.Add(page.Meta("description")), page.Meta("description"));
        }
    }

    [Theory]
    [InlineData("/?from=a-friend", "/")]
    [InlineData("/products/1?added=1", "/products/1")]
    [InlineData("/products?sort=newest", "/products")]
    [InlineData("/products?category=tea&sort=price-low", "/products?category=tea")]
    [InlineData("/products?sort=popular&page=1&from=a-friend", "/products")]
    public async Task Page_has_one_canonical_url(string address, string found)
    {
        using var visitor = new PlainVisitor(shop);

        var page = await OpenAsync(visitor, address);

        Assert.Equal(RunningShop.PublicAddress + found, page.Canonical);
    }

    [Theory]
    [InlineData("/products/1")]
    [InlineData("/sitemap.xml")]
    [InlineData("/robots.txt")]
    public async Task Host_header_is_ignored(string address)
    {
        using var client = shop.CreateClient("web");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = "elsewhere.example";

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("elsewhere.example", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Personal_and_missing_pages_are_not_indexed()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        using var guest = new PlainVisitor(shop);
        using var member = new PlainVisitor(shop);
        await member.SignsInAsync(shopper);
        (PlainVisitor Visitor, string Address)[] pages =
        [
            (guest, "/cart"), (guest, "/sign-in"), (guest, "/sign-up"), (guest, "/find-id"), (guest, "/reset-password"),
            (guest, "/products?q=tea"), (guest, "/not-there"), (guest, "/products/999999999"),
            (member, "/me"), (member, "/orders"), (member, $"/orders/{order.OrderId}"),
            (member, $"/orders/{order.OrderId}/pay"), (member, $"/orders/{order.OrderId}/cancel"),
            (member, "/checkout?productId=1"), (member, $"/payments/return?paymentId={order.PaymentKey}"),
        ];

        foreach (var (visitor, address) in pages)
        {
            using var answer = await visitor.OpensAsync(address);
            var page = await PageInHtml.OfAsync(answer);

            Assert.True(page.Meta("robots") == "noindex", address);
            Assert.Null(page.Canonical);
            Assert.Null(page.Property("og:url"));
            Assert.NotEqual("Shop", page.Title);
            Assert.EndsWith(" · Shop", page.Title);
        }
    }

    [Fact]
    public async Task Product_has_structured_data_that_its_name_cannot_break()
    {
        const string Name = """</script><script>alert("&amp;")</script>""";
        var product = await shop.NewProductAsync(priceWon: 12_900, stock: 0, name: Name);
        using var visitor = new PlainVisitor(shop);

        var page = await OpenAsync(visitor, $"/products/{product.Id}");
        var graph = JsonNode.Parse(page.Markup)!["@graph"]!;

        Assert.DoesNotContain("<script>alert", page.Html);
        Assert.Equal(Name, (string?)graph[0]!["name"]);
        Assert.Equal(12_900, (long?)graph[0]!["offers"]!["price"]);
        Assert.Equal("KRW", (string?)graph[0]!["offers"]!["priceCurrency"]);
        Assert.Equal("https://schema.org/OutOfStock", (string?)graph[0]!["offers"]!["availability"]);
        Assert.Equal(page.Canonical, (string?)graph[0]!["url"]);
        Assert.Equal(3, graph[1]!["itemListElement"]!.AsArray().Count);
        Assert.Equal($"{Name} · Shop", page.Title);
    }

    [Theory]
    [InlineData("/", "/images/shop.png")]
    [InlineData("/terms", "/images/shop.png")]
    [InlineData("/products/1", "/images/products/desk-lamp.png")]
    public async Task Shared_page_has_a_png_preview(string address, string picture)
    {
        using var visitor = new PlainVisitor(shop);

        var page = await OpenAsync(visitor, address);
        using var answer = await visitor.OpensAsync(picture);

        Assert.Equal(RunningShop.PublicAddress + picture, page.Property("og:image"));
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Every_picture_has_a_png_for_sharing()
    {
        var images = Path.Combine(
            Path.GetDirectoryName(Projects.Shop_AppHost.ProjectPath)!, "Shop.Web", "wwwroot", "images");
        var pictures = new[] { "products", "banners" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(images, folder), "*.svg"))
            .Append(Path.Combine(images, "shop.svg"))
            .ToList();
        Assert.True(pictures.Count > 20);

        foreach (var picture in pictures)
        {
            var png = await File.ReadAllBytesAsync(Path.ChangeExtension(picture, ".png"));
            Assert.Equal(1200, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
            Assert.Equal(630, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
            Assert.InRange(png.Length, 1_000, 100_000);
        }
    }

    [Fact]
    public async Task Sitemap_lists_exactly_the_public_pages()
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync("/sitemap.xml");
        var sitemap = XDocument.Parse(await answer.Content.ReadAsStringAsync());
        var found = sitemap.Descendants().Where(element => element.Name.LocalName == "loc")
            .Select(element => element.Value).ToList();

        Assert.Equal("application/xml", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Superset(Public.Select(path => RunningShop.PublicAddress + path).ToHashSet(), found.ToHashSet());
        Assert.All(found, address => Assert.Matches(
            $"^{RunningShop.PublicAddress}/((products(/[0-9]+|[?]category=[a-z-]+)?)|terms|privacy)?$", address));
    }

    [Fact]
    public async Task Robots_file_disallows_personal_pages_and_names_the_sitemap()
    {
        using var visitor = new PlainVisitor(shop);

        var lines = (await visitor.ReadsAsync("/robots.txt")).Split('\n');

        Assert.Contains("User-agent: *", lines);
        Assert.All(
            ["/cart", "/checkout", "/orders", "/me$", "/payments/"],
            path => Assert.Contains($"Disallow: {path}", lines));
        Assert.Contains($"Sitemap: {RunningShop.PublicAddress}/sitemap.xml", lines);
    }

    private static async Task<PageInHtml> OpenAsync(PlainVisitor visitor, string address)
    {
        using var answer = await visitor.OpensAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await PageInHtml.OfAsync(answer);
    }
}
