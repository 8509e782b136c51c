using Microsoft.AspNetCore.WebUtilities;

namespace Shop.Web.Products;

/// <summary>The filter, sort order and page of a product list, as in its address, and the page's size.</summary>
public sealed record ProductsQuery(
    string? Category = null, string? Search = null, string? Sort = null, int Page = 1,
    int Size = ProductsQuery.PageSize)
{
    public const int PageSize = 24;

    /// <summary>The query as an address of the storefront, without default values.</summary>
    public string On(string path)
    {
        var query = new Dictionary<string, string?>
        {
            ["category"] = Given(Category),
            ["q"] = Given(Search),
            ["sort"] = Given(Sort),
            ["page"] = Page != 1 ? $"{Page}" : null,
        };
        return QueryHelpers.AddQueryString(path, query.Where(given => given.Value is not null));
    }

    /// <summary>The query as a path of Commerce's API.</summary>
    public string ForCommerce() => QueryHelpers.AddQueryString(On("/products"), "size", $"{Size}");

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
