namespace Shop.Commerce.Products;

/// <summary>The orders in which products can be listed.</summary>
public enum ProductSort
{
    /// <summary>What fits a search best; without a search the same as <see cref="Popular"/>.</summary>
    Relevance,
    Newest,
    Popular,
    PriceLow,
    PriceHigh,
}

/// <summary>The names of the orders at the border.</summary>
public static class ProductSortNames
{
    /// <summary>Every name, for the message that refuses another.</summary>
    public const string All =
        $"{ProductSorts.Relevance}, {ProductSorts.Newest}, {ProductSorts.Popular}, {ProductSorts.PriceLow} or "
        + ProductSorts.PriceHigh;

    /// <summary>
    /// The order of that name. Without a name a search comes by relevance and any other list newest first. Null for an
    /// unknown name.
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
