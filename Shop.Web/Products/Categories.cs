namespace Shop.Web.Products;

/// <summary>The menu of categories; while Commerce is unavailable, the menu as it was up to a day ago.</summary>
public sealed class Categories(CatalogueCache catalogue, PageCatalogue page, CommerceClient commerce)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<CategoryItem>> GetAsync(CancellationToken ct) =>
        (await catalogue.ReadOptionalAsync("/categories", page, KeptFor, commerce.GetCategoriesAsync, ct))?.Items ?? [];
}
