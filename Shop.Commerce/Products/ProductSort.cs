namespace Shop.Commerce.Products;

/// <summary>The orders in which products can be listed.</summary>
public enum ProductSort
{
    Newest,
    Popular,
    PriceLow,
    PriceHigh,
}

/// <summary>The names of the orders at the border.</summary>
public static class ProductSortNames
{
    /// <summary>Every name, as a caller is told them.</summary>
    public const string All =
        $"{ProductSorts.Newest}, {ProductSorts.Popular}, {ProductSorts.PriceLow} or {ProductSorts.PriceHigh}";

    /// <summary>The order of that name; the newest first without one; null for a name that is none.</summary>
    public static ProductSort? Parse(string? name) => name switch
    {
        null or ProductSorts.Newest => ProductSort.Newest,
        ProductSorts.Popular => ProductSort.Popular,
        ProductSorts.PriceLow => ProductSort.PriceLow,
        ProductSorts.PriceHigh => ProductSort.PriceHigh,
        _ => null,
    };
}
