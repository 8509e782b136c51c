using Microsoft.Extensions.Caching.Memory;

namespace Shop.Commerce.Products;

/// <summary>
/// How many products the shop and each of its categories have, counted at most once a second: counting 100,000 products
/// takes 6 ms, which is 20 times what the page of a list takes.
/// </summary>
public sealed class ProductCounts(IMemoryCache cache)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    /// <summary>The count of the last second; null if it must be counted again.</summary>
    public long? Find(string? category) => cache.TryGetValue(new Key(category), out long count) ? count : null;

    /// <summary>Keeps the count of an existing category, or of all products.</summary>
    public void Set(string? category, long count) => cache.Set(new Key(category), count, Lifetime);

    private sealed record Key(string? Category);
}
