using Shop.Commerce;
using Shop.Web.Languages;

namespace Shop.Web.Products;

/// <summary>Something that a search may mean: a product, or a category with a word that says so.</summary>
public sealed record Suggestion(string Name, string Address, string? Kind = null);

/// <summary>
/// What the header suggests while somebody types. Where Commerce cannot say, nothing is suggested: the search itself
/// works as ever.
/// </summary>
public static class SuggestionEndpoints
{
    private const int Most = 8;
    private const int MostCategories = 3;

    public static void MapSuggestions(this IEndpointRouteBuilder routes) => routes.MapGet("/suggestions", SuggestAsync);

    private static async Task<Suggestion[]> SuggestAsync(
        string? q, CommerceClient commerce, Categories categories, Texts text, CancellationToken ct)
    {
        var search = q?.Trim().Normalize() ?? "";
        if (search.Length is 0 or > Limits.SearchLength)
        {
            return [];
        }

        var products = commerce.SuggestProductsAsync(
            new(Search: search, Sort: ProductSorts.Popular, Size: Most), ct);
        var fitting = (await categories.GetAsync(commerce, ct))
            .Where(category => category.Name.Contains(search, StringComparison.CurrentCultureIgnoreCase))
            .Take(MostCategories)
            .Select(category => new Suggestion(
                category.Name, new ProductsQuery(category.Category).On("/products"), text.Category));
        var found = (await products)?.Items.Select(item => new Suggestion(item.Name, $"/products/{item.Id}")) ?? [];
        return [.. fitting.Concat(found).Take(Most)];
    }
}
