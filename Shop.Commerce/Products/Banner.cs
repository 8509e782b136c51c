namespace Shop.Commerce.Products;

/// <summary>A picture of the front page that leads somewhere in the storefront.</summary>
public sealed class Banner
{
    public int Id { get; private init; }

    public required string TitleKo { get; init; }

    public required string TitleEn { get; init; }

    public required string SubtitleKo { get; init; }

    public required string SubtitleEn { get; init; }

    public required string ImageUrl { get; init; }

    public required string Link { get; init; }

    /// <summary>Its turn.</summary>
    public int Position { get; private init; }
}
