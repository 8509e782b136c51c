using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Products;

/// <summary>Lists the categories as the menu shows them.</summary>
public sealed class ListCategories(CommerceDb db)
{
    public async Task<CategoriesReply> RunAsync(Language language, CancellationToken ct)
    {
        var isEnglish = language.IsEnglish;
        return new(await db.Categories
            .OrderBy(category => category.Position)
            .Select(category => new CategoryItem(category.Name, isEnglish ? category.NameEn : category.NameKo))
            .ToListAsync(ct));
    }
}
