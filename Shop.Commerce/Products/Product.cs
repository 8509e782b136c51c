namespace Shop.Commerce.Products;

/// <summary>
/// A product of the shop. Operators describe and price it. Its stock is changed only by one guarded SQL statement per
/// order line.
/// </summary>
public sealed record Product(
    int Id, string Category, string NameKo, string NameEn, string DescriptionKo, string DescriptionEn, long PriceWon,
    string ImageUrl, int Stock, bool AdultsOnly);
