namespace Shop.Commerce.Products;

/// <summary>A banner of the front page: a picture that links into the storefront.</summary>
public sealed class Banner
{
    public int Id { get; private init; }

    public required string TitleKo { get; init; }

    public required string TitleEn { get; init; }

    public required string SubtitleKo { get; init; }

    public required string SubtitleEn { get; init; }

    public required string ImageUrl { get; init; }

    public required string Link { get; init; }

    /// <summary>The position among the banners.</summary>
    public int Position { get; private init; }
}
