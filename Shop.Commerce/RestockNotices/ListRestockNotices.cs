using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.RestockNotices;

/// <summary>Lists the products that the shopper waits for, those in stock again first.</summary>
public sealed class ListRestockNotices(CommerceDb db)
{
    public async Task<RestockNoticesReply> RunAsync(CurrentShopper me, Language language, CancellationToken ct)
    {
        var isEnglish = language.IsEnglish;
        var products =
            from notice in db.RestockNotices
            join product in db.Products on notice.ProductId equals product.Id
            where notice.ShopperId == me.Id
            orderby product.Stock == 0, notice.RequestedAt descending, product.Id
            select new ProductItem(
                product.Id, isEnglish ? product.NameEn : product.NameKo, product.PriceWon, product.ImageUrl,
                product.Stock, product.AdultsOnly, product.Category);
        return new(await products.ToListAsync(ct));
    }
}
