using System.Xml.Linq;
using Shop.Web.Products;

namespace Shop.Web.SearchEngines;

/// <summary>
/// The sitemap of all public pages. It is cached for ten minutes, because it reads the whole catalogue and anyone can
/// request it.
/// </summary>
public sealed class Sitemap(TimeProvider clock)
{
    // The sitemap protocol's limit for one file.
    private const int Most = 50_000;
    private static readonly XNamespace Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    private readonly Lock _door = new();
    private Task<Found>? _reading;

    public async Task<string> WriteAsync(
        PublicAddress address, Categories categories, CommerceClient commerce, CancellationToken ct)
    {
        var found = await FindAsync(categories, commerce).WaitAsync(ct);
        var pages = found.Paths.Take(Most).Select(path =>
            new XElement(Schema + "url", new XElement(Schema + "loc", address.Of(path))));
        return $"""<?xml version="1.0" encoding="utf-8"?>{new XElement(Schema + "urlset", pages)}""";
    }

    // Concurrent requests share one read, which is not cancelled when the first of them is. After a failed read the
    // next request reads again.
    private Task<Found> FindAsync(Categories categories, CommerceClient commerce)
    {
        lock (_door)
        {
            return _reading is { } reading && (!reading.IsCompleted || IsFresh(reading))
                ? reading
                : _reading = ReadAsync(categories, commerce);
        }
    }

    private bool IsFresh(Task<Found> reading) =>
        reading.IsCompletedSuccessfully && clock.GetUtcNow() - reading.Result.At < Freshness;

    private async Task<Found> ReadAsync(Categories categories, CommerceClient commerce)
    {
        var now = clock.GetUtcNow();
        var menu = await categories.GetAsync(commerce, CancellationToken.None);
        return new([
            "/", "/products", .. menu.Select(item => new ProductsQuery(item.Category).On("/products")),
            .. await ProductsAsync(commerce), "/terms", "/privacy",
        ], now);
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

    private sealed record Found(IReadOnlyList<string> Paths, DateTimeOffset At);
}
