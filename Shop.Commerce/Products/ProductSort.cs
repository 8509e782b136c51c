namespace Shop.Commerce.Products;

public enum ProductSort
{
    /// <summary>The best match of a search first; without a search the same as <see cref="Popular"/>.</summary>
    Relevance,
    Newest,
    Popular,
    PriceLow,
    PriceHigh,
}

/// <summary>The names of the sort orders in the API.</summary>
public static class ProductSortNames
{
    /// <summary>Every name, for the error message about an unknown one.</summary>
    public const string All =
        $"{ProductSorts.Relevance}, {ProductSorts.Newest}, {ProductSorts.Popular}, {ProductSorts.PriceLow} or "
        + ProductSorts.PriceHigh;

    /// <summary>
    /// The sort order of that name. Without a name a search is sorted by relevance and any other list by newest. Null
    /// for an unknown name.
    /// </summary>
    public static ProductSort? Parse(string? name, bool isSearch) => name switch
    {
        null => isSearch ? ProductSort.Relevance : ProductSort.Newest,
        ProductSorts.Relevance => ProductSort.Relevance,
        ProductSorts.Newest => ProductSort.Newest,
        ProductSorts.Popular => ProductSort.Popular,
        ProductSorts.PriceLow => ProductSort.PriceLow,
        ProductSorts.PriceHigh => ProductSort.PriceHigh,
        _ => null,
    };
}
