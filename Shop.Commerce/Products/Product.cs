namespace Shop.Commerce.Products;

/// <summary>
/// A product of the shop. Operators describe and price it. Its stock is changed only by one guarded SQL statement per
/// order line, so no property has a public setter.
/// </summary>
public sealed class Product
{
    public int Id { get; private init; }

    public required string Category { get; init; }

    public required string NameKo { get; init; }

    public required string NameEn { get; init; }

    public required string DescriptionKo { get; init; }

    public required string DescriptionEn { get; init; }

    public long PriceWon { get; private init; }

    public required string ImageUrl { get; init; }

    /// <summary>The units in stock.</summary>
    public int Stock { get; private init; }

    public bool AdultsOnly { get; private init; }
}
