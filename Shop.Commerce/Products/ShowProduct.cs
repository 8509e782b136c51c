namespace Shop.Commerce.Products;

public sealed class ShowProduct(CommerceDb db)
{
    /// <summary>The product; null if it does not exist.</summary>
    public async Task<ProductReply?> RunAsync(int id, Language language, CancellationToken ct)
    {
        var products =
            from product in db.Products
            join category in db.Categories on product.Category equals category.Name
            where product.Id == id
            select new ProductReply(
                product.Id, language.IsEnglish ? product.NameEn : product.NameKo,
                language.IsEnglish ? product.DescriptionEn : product.DescriptionKo,
                product.PriceWon, product.ImageUrl, product.Stock, product.AdultsOnly,
                category.Name, language.IsEnglish ? category.NameEn : category.NameKo);
        return await products.SingleOrDefaultAsync(ct);
    }
}
