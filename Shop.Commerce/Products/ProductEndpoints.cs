using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Shop.Commerce.Products;

/// <summary>The public endpoints: products, categories and banners.</summary>
public static class ProductEndpoints
{
    private const string SearchRule = "A search has {1} readable characters at most.";
    private const int UsualPageSize = 20;

    public static void AddProducts(this IHostApplicationBuilder builder) => builder.Services
        .AddMemoryCache().AddSingleton<ProductCounts>().AddSingleton<ShowCatalogueVersion>()
        .AddScoped<ListProducts>().AddScoped<ShowProduct>();

    public static void MapProducts(this IEndpointRouteBuilder routes)
    {
        var catalogue = routes.MapGroup("").WithTags("Products");

        catalogue.MapGet("/products", ListAsync)
            .WithSummary("One page of the products that match, and how many match in all.")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        catalogue.MapGet("/products/{id:int}",
            async Task<Results<Ok<ProductReply>, ProblemHttpResult>> (
                int id, Language language, ShowProduct show, CancellationToken ct) =>
                await show.RunAsync(id, language, ct) is { } product
                    ? TypedResults.Ok(product)
                    : NotFound())
            .WithSummary("A product with all its details.")
            .ProducesProblem(StatusCodes.Status404NotFound);

        catalogue.MapGet("/categories", FrontPage.ListCategoriesAsync)
            .WithSummary("The categories in the order of the menu.");

        catalogue.MapGet("/banners", FrontPage.ListBannersAsync)
            .WithSummary("The banners of the front page in display order.");

        catalogue.MapGet("/catalogue/version",
            (CommerceDb db, ShowCatalogueVersion show, CancellationToken ct) => show.RunAsync(db, ct))
            .WithSummary("The version of the products, categories and banners. It changes with every change of them.");
    }

    /// <summary>The problem for a product that the shop does not have.</summary>
    public static ProblemHttpResult NotFound() =>
        Problems.Of(StatusCodes.Status404NotFound, SharedProblemCodes.NotFound, "The shop has no such product.");

    private static async Task<Results<Ok<ProductsReply>, ProblemHttpResult>> ListAsync(
        Language language, ListProducts list, CancellationToken ct,
        [Description("Only products of this category, as GET /categories names it.")] string? category = null,
        [Description("The words to search for. 초성 and misspellings are supported.")]
        [ReadableText(Limits.SearchLength, IsOptional = true, ErrorMessage = SearchRule)]
        string? q = null,
        [Description("relevance (the default of a search), newest (of other lists), popular, price-low or price-high.")]
        string? sort = null,
        [Range(1, int.MaxValue, ErrorMessage = "Set page to {1} or more.")] int page = 1,
        [Range(1, Limits.PageSize, ErrorMessage = "A page has {1} to {2} products.")] int size = UsualPageSize)
    {
        if (ProductSortNames.Parse(sort, isSearch: !string.IsNullOrWhiteSpace(q)) is not { } order)
        {
            return Problems.Invalid(nameof(sort), $"Set sort to {ProductSortNames.All}.");
        }

        if (category is not null && !ReadableText.IsText(category)) // Not storable, so it cannot exist.
        {
            return NoSuchCategory();
        }

        return await list.RunAsync(q, new(category, order, page, size, language.IsEnglish), ct) is { } products
            ? TypedResults.Ok(products)
            : NoSuchCategory();
    }

    private static ProblemHttpResult NoSuchCategory() =>
        Problems.Invalid("category", "The shop has no such category.");
}
