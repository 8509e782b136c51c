using System.Xml.Linq;
using ZiggyCreatures.Caching.Fusion;

namespace Shop.Web.SearchEngines;

/// <summary>The sitemap, cached because it reads the whole catalogue and anyone can request it.</summary>
public sealed class Sitemap(
    IFusionCache cache, Categories categories, CommerceClient commerce, PublicUrl url)
{
    private const int MaxUrls = 50_000; // The sitemap protocol's limit for one file.
    private static readonly XNamespace Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly FusionCacheEntryOptions Options = new() { Size = 1, Duration = TimeSpan.FromMinutes(10) };

    public async Task<string> WriteAsync(CancellationToken ct)
    {
        // Concurrent requests share one read, which is not cancelled when the first of them is.
        var paths = await cache.GetOrSetAsync<IReadOnlyList<string>>(
            "sitemap", (_, _) => ReadAsync(), Options, token: ct);
        var pages = paths.Take(MaxUrls).Select(path =>
            new XElement(Schema + "url", new XElement(Schema + "loc", url.Of(path))));
        return $"""<?xml version="1.0" encoding="utf-8"?>{new XElement(Schema + "urlset", pages)}""";
    }

    private async Task<IReadOnlyList<string>> ReadAsync()
    {
        var menu = await categories.GetAsync(CancellationToken.None);
        var products = new HashSet<string>(); // A product added between two pages would move another into both.
        var query = new ProductsQuery(Page: 0, Size: Limits.PageSize);
        ProductsReply page;
        do
        {
            query = query with { Page = query.Page + 1 };
            page = (await commerce.GetProductsUncachedAsync(query, CancellationToken.None)).ValueOrThrow();
            products.UnionWith(page.Items.Select(product => $"/products/{product.Id}"));
        }
        while ((long)query.Page * query.Size < Math.Min(page.Total, MaxUrls));

        var lists = menu.Select(item => new ProductsQuery(item.Category).Address);
        return ["/", "/products", .. lists, .. products, "/terms", "/privacy"];
    }
}
