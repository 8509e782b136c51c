using Microsoft.AspNetCore.WebUtilities;

namespace Shop.Web.Products;

/// <summary>The filter, sort order and page of a product list, as in its address, and the page's size.</summary>
public sealed record ProductsQuery(
    string? Category = null, string? Search = null, string? Sort = null, int Page = 1,
    int Size = ProductsQuery.PageSize)
{
    public const int PageSize = 24;

    /// <summary>The address of the list in the storefront, without default values.</summary>
    public string Address => QueryHelpers.AddQueryString("/products", new Dictionary<string, string?>
    {
        ["category"] = Given(Category),
        ["q"] = Given(Search),
        ["sort"] = Given(Sort),
        ["page"] = Page != 1 ? $"{Page}" : null,
    }.Where(given => given.Value is not null));

    /// <summary>The path of the list in Commerce's API.</summary>
    public string CommercePath => QueryHelpers.AddQueryString(Address, "size", $"{Size}");

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
