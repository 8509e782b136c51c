using System.Collections.Concurrent;
using System.Globalization;

namespace Shop.Web.Products;

/// <summary>
/// The menu of categories, cached for a minute per language. While Commerce is unavailable, the cached menu remains in
/// use.
/// </summary>
public sealed class Categories(TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan PauseWhenAway = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Menu> _known = [];

    public async Task<IReadOnlyList<CategoryItem>> GetAsync(CommerceClient commerce, CancellationToken ct)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var known = _known.GetValueOrDefault(language);
        if (known is not null && clock.GetUtcNow() < known.Until)
        {
            return known.Items;
        }

        var answer = await commerce.GetCategoriesAsync(known is null ? FirstTimeout : RefreshTimeout, ct);
        var now = clock.GetUtcNow();
        if (answer.Value is { } reply)
        {
            _known[language] = new(reply.Items, now + Freshness);
            return reply.Items;
        }

        if (known is null)
        {
            return [];
        }

        _known[language] = new(known.Items, now + PauseWhenAway); // Other pages do not wait for Commerce meanwhile.
        return known.Items;
    }

    private sealed record Menu(IReadOnlyList<CategoryItem> Items, DateTimeOffset Until);
}

/// <summary>Registers the catalogue's cached services.</summary>
public static class ProductsRegistration
{
    public static void AddProducts(this IServiceCollection services)
    {
        services.AddSingleton<Categories>();
        services.AddSingleton<KeptCatalogue>();
        services.AddScoped<Staleness>();
    }
}
