namespace Shop.Web.Products;

/// <summary>A search suggestion: a product, or a category with a label in <paramref name="Kind"/>.</summary>
public sealed record Suggestion(
    string Name, string Address, string? Kind = null, string? ImageUrl = null, string? Price = null,
    string? SoldOut = null);

/// <summary>Suggests categories and products while the shopper types; nothing if Commerce is unavailable.</summary>
public static class SuggestionEndpoints
{
    private const int MaxSuggestions = 8;
    private const int MaxCategories = 3;

    public static void MapSuggestions(this IEndpointRouteBuilder routes) => routes.MapGet("/suggestions", SuggestAsync);

    private static async Task<Suggestion[]> SuggestAsync(
        string? q, CommerceClient commerce, Categories categories, Texts text, CancellationToken ct)
    {
        var search = q?.Trim().Normalize() ?? "";
        if (search.Length is 0 or > Limits.SearchLength)
        {
            return [];
        }

        var found = await commerce.SuggestProductsAsync(new(Search: search, Size: MaxSuggestions), ct);
        var meant = found?.CorrectedTo ?? search;
        var fitting = (await categories.GetAsync(ct))
            .Where(category => category.Name.Contains(meant, StringComparison.CurrentCultureIgnoreCase))
            .Take(MaxCategories)
            .Select(category => new Suggestion(
                category.Name, new ProductsQuery(category.Category).Address, text.Category));
        var products = found?.Items.Select(item => new Suggestion(
            item.Name, $"/products/{item.Id}", null, item.ImageUrl, text.Won(item.PriceWon),
            item.Stock == 0 ? text.SoldOut : null)) ?? [];
        return [.. fitting.Concat(products).Take(MaxSuggestions)];
    }
}
