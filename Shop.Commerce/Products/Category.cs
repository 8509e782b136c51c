namespace Shop.Commerce.Products;

/// <summary>A category of products.</summary>
public sealed class Category
{
    /// <summary>The name in URLs and filters.</summary>
    public required string Name { get; init; }

    public required string NameKo { get; init; }

    public required string NameEn { get; init; }

    /// <summary>The position in the menu.</summary>
    public int Position { get; private init; }
}
