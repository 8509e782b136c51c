using Microsoft.AspNetCore.WebUtilities;

namespace Shop.Web.Products;

/// <summary>Which products, in which order, which page: what stands in the address, and how many on a page.</summary>
public sealed record ProductsQuery(
    string? Category = null, string? Search = null, string? Sort = null, int Page = 1,
    int Size = ProductsQuery.PageSize)
{
    public const int PageSize = 24;

    /// <summary>This choice as an address of the storefront; what is left as it comes is left out.</summary>
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

    /// <summary>This choice as Commerce is asked for it.</summary>
    public string ForCommerce() => QueryHelpers.AddQueryString(On("/products"), "size", $"{Size}");

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
