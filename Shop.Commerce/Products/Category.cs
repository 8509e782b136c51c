namespace Shop.Commerce.Products;

/// <summary>A category; <paramref name="Name"/> is its name in URLs and filters.</summary>
/// <param name="Position">The position in the menu.</param>
public sealed record Category(string Name, string NameKo, string NameEn, int Position);
