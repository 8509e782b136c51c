using System.Xml.Linq;
using Shop.Commerce;
using Shop.Web.Products;

namespace Shop.Web.SearchEngines;

/// <summary>
/// Every page that a search engine may show. Made at most once in ten minutes, because it reads the whole catalogue and
/// anybody may ask for it.
/// </summary>
public sealed class Sitemap(TimeProvider clock)
{
    // What one file may hold.
    private const int Most = 50_000;
    private static readonly XNamespace Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    private volatile Found? _found;

    public async Task<string> WriteAsync(
        PublicAddress address, Categories categories, CommerceClient commerce, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_found is not { } found || now - found.At >= Freshness)
        {
            var menu = await categories.GetAsync(commerce, ct);
            found = new([
                "/", "/products", .. menu.Select(item => new ProductsQuery(item.Category).On("/products")),
                .. await ProductsAsync(commerce, ct), "/terms", "/privacy",
            ], now);
            _found = found;
        }

        var pages = found.Paths.Take(Most).Select(path =>
            new XElement(Schema + "url", new XElement(Schema + "loc", address.Of(path))));
        return $"""<?xml version="1.0" encoding="utf-8"?>{new XElement(Schema + "urlset", pages)}""";
    }

    private static async Task<IReadOnlyList<string>> ProductsAsync(CommerceClient commerce, CancellationToken ct)
    {
        var paths = new HashSet<string>(); // What is put on the shelf meanwhile may be met twice.
        for (var query = new ProductsQuery(Size: Limits.PageSize); ; query = query with { Page = query.Page + 1 })
        {
            var page = (await commerce.GetProductsAsync(query, ct)).ValueOrThrow();
            paths.UnionWith(page.Items.Select(product => $"/products/{product.Id}"));
            if ((long)query.Page * query.Size >= Math.Min(page.Total, Most))
            {
                return [.. paths];
            }
        }
    }

    private sealed record Found(IReadOnlyList<string> Paths, DateTimeOffset At);
}
