namespace Shop.Commerce.Products;

/// <summary>A banner of the front page: a picture that links into the storefront.</summary>
public sealed record Banner(
    int Id, string TitleKo, string TitleEn, string SubtitleKo, string SubtitleEn, string ImageUrl, string Link,
    int Position);
