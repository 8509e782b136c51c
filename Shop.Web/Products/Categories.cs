using System.Collections.Concurrent;
using System.Globalization;
using Shop.Commerce;

namespace Shop.Web.Products;

/// <summary>
/// The menu of categories, asked for once a minute rather than with every page. While Commerce is away the menu stays
/// as it was.
/// </summary>
public sealed class Categories(TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (IReadOnlyList<CategoryItem> Items, DateTimeOffset At)> _known = [];

    public async Task<IReadOnlyList<CategoryItem>> GetAsync(CommerceClient commerce, CancellationToken ct)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(language, out var known) && now - known.At < Freshness)
        {
            return known.Items;
        }

        var answer = await commerce.GetCategoriesAsync(ct);
        if (answer.Value is not { } reply)
        {
            return known.Items ?? [];
        }

        _known[language] = (reply.Items, now);
        return reply.Items;
    }
}

/// <summary>Registers what the pages about products share.</summary>
public static class ProductsRegistration
{
    public static void AddProducts(this IServiceCollection services) => services.AddSingleton<Categories>();
}
