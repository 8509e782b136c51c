using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Shop.Tests.Web;

/// <summary>What search engines read, and those to whom somebody sends a page.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class BeingFound(RunningShop shop)
{
    private static readonly string[] Public =
        ["/", "/products", "/products?category=tea", "/products/1", "/products/22", "/terms", "/privacy"];

    [Fact]
    public async Task Every_public_page_says_what_it_is_and_where_and_no_two_say_the_same()
    {
        using var visitor = new PlainVisitor(shop);
        var titles = new HashSet<string>();
        var descriptions = new HashSet<string?>();

        foreach (var address in Public)
        {
            var page = await OpensAsync(visitor, address);

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
    public async Task A_page_is_found_under_one_address_however_it_is_come_to(string address, string found)
    {
        using var visitor = new PlainVisitor(shop);

        var page = await OpensAsync(visitor, address);

        Assert.Equal(RunningShop.PublicAddress + found, page.Canonical);
    }

    [Theory]
    [InlineData("/products/1")]
    [InlineData("/sitemap.xml")]
    [InlineData("/robots.txt")]
    public async Task The_host_that_a_request_names_is_not_believed(string address)
    {
        using var door = shop.Door("web");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = "elsewhere.example";

        using var answer = await door.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("elsewhere.example", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Pages_of_one_shopper_alone_and_those_that_are_not_there_are_not_to_be_found()
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
    public async Task A_product_is_told_to_machines_and_its_name_cannot_end_what_they_read()
    {
        const string Name = """</script><script>alert("&amp;")</script>""";
        var product = await shop.NewProductAsync(priceWon: 12_900, stock: 0, name: Name);
        using var visitor = new PlainVisitor(shop);

        var page = await OpensAsync(visitor, $"/products/{product.Id}");
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
    public async Task A_page_is_shared_with_a_picture_that_is_shown_everywhere(string address, string picture)
    {
        using var visitor = new PlainVisitor(shop);

        var page = await OpensAsync(visitor, address);
        using var answer = await visitor.OpensAsync(picture);

        Assert.Equal(RunningShop.PublicAddress + picture, page.Property("og:image"));
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Every_picture_has_one_to_be_shared_by()
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
    public async Task The_sitemap_names_every_page_that_may_be_found_and_no_other()
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
    public async Task Search_engines_are_kept_out_of_what_is_the_shoppers_own_and_led_to_the_sitemap()
    {
        using var visitor = new PlainVisitor(shop);

        var lines = (await visitor.ReadsAsync("/robots.txt")).Split('\n');

        Assert.Contains("User-agent: *", lines);
        Assert.All(
            ["/cart", "/checkout", "/orders", "/me$", "/payments/"],
            path => Assert.Contains($"Disallow: {path}", lines));
        Assert.Contains($"Sitemap: {RunningShop.PublicAddress}/sitemap.xml", lines);
    }

    private static async Task<PageInHtml> OpensAsync(PlainVisitor visitor, string address)
    {
        using var answer = await visitor.OpensAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await PageInHtml.OfAsync(answer);
    }
}
