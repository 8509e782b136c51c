namespace Shop.Commerce.Products;

/// <summary>A category; <paramref name="Name"/> is its name in URLs and filters.</summary>
public sealed record Category(string Name, string NameKo, string NameEn, int Position);
