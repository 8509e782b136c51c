using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Products;

/// <summary>Lists the banners of the front page.</summary>
public sealed class ListBanners(CommerceDb db)
{
    public async Task<BannersReply> RunAsync(Language language, CancellationToken ct)
    {
        var isEnglish = language.IsEnglish;
        return new(await db.Banners
            .OrderBy(banner => banner.Position)
            .Select(banner => new BannerItem(
                banner.Id,
                isEnglish ? banner.TitleEn : banner.TitleKo,
                isEnglish ? banner.SubtitleEn : banner.SubtitleKo,
                banner.ImageUrl,
                banner.Link))
            .ToListAsync(ct));
    }
}
