using Microsoft.AspNetCore.Http.HttpResults;

namespace Shop.Commerce.Products;

/// <summary>Lists what the front page shows beside the products: the categories of the menu, and the banners.</summary>
internal static class FrontPage
{
    public static async Task<Ok<CategoriesReply>> ListCategoriesAsync(
        CommerceDb db, Language language, CancellationToken ct) =>
        TypedResults.Ok(new CategoriesReply(await db.Categories
            .OrderBy(category => category.Position)
            .Select(category => new CategoryItem(
                category.Name, language.IsEnglish ? category.NameEn : category.NameKo))
            .ToListAsync(ct)));

    public static async Task<Ok<BannersReply>> ListBannersAsync(
        CommerceDb db, Language language, CancellationToken ct) =>
        TypedResults.Ok(new BannersReply(await db.Banners
            .OrderBy(banner => banner.Position)
            .Select(banner => new BannerItem(
                banner.Id, language.IsEnglish ? banner.TitleEn : banner.TitleKo,
                language.IsEnglish ? banner.SubtitleEn : banner.SubtitleKo, banner.ImageUrl, banner.Link))
            .ToListAsync(ct)));
}
