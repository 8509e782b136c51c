namespace Shop.Commerce.Products;

/// <summary>A shelf of the shop.</summary>
public sealed class Category
{
    /// <summary>The word that names it in addresses and filters.</summary>
    public required string Name { get; init; }

    public required string NameKo { get; init; }

    public required string NameEn { get; init; }

    /// <summary>Its place in the menu.</summary>
    public int Position { get; private init; }
}
