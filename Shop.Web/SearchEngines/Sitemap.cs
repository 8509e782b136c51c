using System.Xml.Linq;
using ZiggyCreatures.Caching.Fusion;

namespace Shop.Web.SearchEngines;

/// <summary>
/// The sitemap of all public pages. It is cached for ten minutes, because it reads the whole catalogue and anyone can
/// request it.
/// </summary>
public sealed class Sitemap(IFusionCache cache)
{
    // The sitemap protocol's limit for one file.
    private const int Most = 50_000;
    private static readonly XNamespace Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly FusionCacheEntryOptions Options = new() { Size = 1, Duration = TimeSpan.FromMinutes(10) };

    public async Task<string> WriteAsync(
        PublicAddress address, Categories categories, CommerceClient commerce, CancellationToken ct)
    {
        // Concurrent requests share one read, which is not cancelled when the first of them is.
        var paths = await cache.GetOrSetAsync<IReadOnlyList<string>>(
            "sitemap", (_, _) => ReadAsync(categories, commerce), Options, token: ct);
        var pages = paths.Take(Most).Select(path =>
            new XElement(Schema + "url", new XElement(Schema + "loc", address.Of(path))));
        return $"""<?xml version="1.0" encoding="utf-8"?>{new XElement(Schema + "urlset", pages)}""";
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(Categories categories, CommerceClient commerce)
    {
        var menu = await categories.GetAsync(commerce, CancellationToken.None);
        return
        [
            "/", "/products", .. menu.Select(item => new ProductsQuery(item.Category).On("/products")),
            .. await ProductsAsync(commerce), "/terms", "/privacy",
        ];
    }

    private static async Task<IReadOnlyList<string>> ProductsAsync(CommerceClient commerce)
    {
        var paths = new HashSet<string>(); // A product added between two pages would move another into both.
        for (var query = new ProductsQuery(Size: Limits.PageSize); ; query = query with { Page = query.Page + 1 })
        {
            var page = (await commerce.ReadProductsAsync(query, CancellationToken.None)).ValueOrThrow();
            paths.UnionWith(page.Items.Select(product => $"/products/{product.Id}"));
            if ((long)query.Page * query.Size >= Math.Min(page.Total, Most))
            {
                return [.. paths];
            }
        }
    }
}
