namespace Shop.Commerce.Products;

/// <summary>
/// Something the shop sells. Operators describe and price it; what moves its stock is one guarded statement per line of
/// an order, so nothing here can be set.
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

    /// <summary>Pieces that may be sold now.</summary>
    public int Stock { get; private init; }

    public bool AdultsOnly { get; private init; }
}
