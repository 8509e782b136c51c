// Names and titles are in the language of Accept-Language: Korean unless English is preferred.
namespace Shop.Contracts;

/// <summary>
/// The version of all products, categories and banners. It changes with every change of them, and may change without
/// one. Two equal versions mean an equal catalogue.
/// </summary>
public sealed record CatalogueVersionReply(string Version);

/// <summary>A category as the shop shows it; <paramref name="Category"/> is the value of the filter.</summary>
public sealed record CategoryItem(string Category, string Name);

/// <summary>The categories in the order of the shop's menu.</summary>
public sealed record CategoriesReply(IReadOnlyList<CategoryItem> Items);

/// <summary>A product; <paramref name="ImageUrl"/> is a path on the storefront.</summary>
public sealed record ProductItem(
    int Id, string Name, long PriceWon, string ImageUrl, int Stock, bool AdultsOnly, string Category);

/// <summary>
/// One page of products, and how many there are in all. <paramref name="CorrectedTo"/> is what was searched instead
/// when the query itself finds nothing: it was misspelt, or typed with the keyboard in the other language.
/// </summary>
public sealed record ProductsReply(IReadOnlyList<ProductItem> Items, long Total, string? CorrectedTo = null);

public sealed record ProductReply(
    int Id, string Name, string Description, long PriceWon, string ImageUrl, int Stock, bool AdultsOnly,
    string Category, string CategoryName);

/// <summary>A banner of the front page; <paramref name="Link"/> is a path on the storefront.</summary>
public sealed record BannerItem(int Id, string Title, string Subtitle, string ImageUrl, string Link);

/// <summary>The banners in display order.</summary>
public sealed record BannersReply(IReadOnlyList<BannerItem> Items);

/// <summary>The products that the shopper waits for, those that are in stock again first.</summary>
public sealed record RestockNoticesReply(IReadOnlyList<ProductItem> Items);

/// <summary>
/// The values of `sort` on `GET /products`. By default a search is sorted by relevance and any other list by newest.
/// Sold-out products come last in every sort order but newest.
/// </summary>
public static class ProductSorts
{
    public const string Relevance = "relevance";
    public const string Newest = "newest";
    public const string Popular = "popular";
    public const string PriceLow = "price-low";
    public const string PriceHigh = "price-high";
}
