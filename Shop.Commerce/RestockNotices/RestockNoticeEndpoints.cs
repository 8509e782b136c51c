using Microsoft.AspNetCore.Http.HttpResults;
using Shop.Commerce.Products;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.RestockNotices;

/// <summary>The endpoints of restock notices (재입고 알림).</summary>
public static class RestockNoticeEndpoints
{
    public static void AddRestockNotices(this IHostApplicationBuilder builder) =>
        builder.Services.AddScoped<RequestRestockNotice>();

    public static void MapRestockNotices(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("").WithTags("Restock notices").RequireShopper()
            .ProducesProblem(StatusCodes.Status401Unauthorized);

        own.MapGet("/restock-notices", ListAsync)
            .WithSummary("The products that the shopper waits for, those that are in stock again first.");

        own.MapPut("/products/{id:int}/restock-notice", RequestAsync)
            .WithSummary("Requests a notice for when the product is in stock again. Repeating it changes nothing.")
            .ProducesProblems(StatusCodes.Status404NotFound, StatusCodes.Status422UnprocessableEntity);

        own.MapDelete("/products/{id:int}/restock-notice", RemoveAsync)
            .WithSummary("Ends the notice. Succeeds if there is none.");
    }

    private static async Task<Ok<RestockNoticesReply>> ListAsync(
        CommerceDb db, CurrentShopper me, Language language, CancellationToken ct)
    {
        var products =
            from notice in db.RestockNotices
            join product in db.Products on notice.ProductId equals product.Id
            where notice.ShopperId == me.Id
            orderby product.Stock == 0, notice.RequestedAt descending, product.Id
            select new ProductItem(
                product.Id, language.IsEnglish ? product.NameEn : product.NameKo, product.PriceWon, product.ImageUrl,
                product.Stock, product.AdultsOnly, product.Category);
        return TypedResults.Ok(new RestockNoticesReply(await products.ToListAsync(ct)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RequestAsync(
        int id, CurrentShopper me, RequestRestockNotice request, CancellationToken ct) =>
        await request.RunAsync(id, me, ct) switch
        {
            RequestRestockNoticeOutcome.Requested => TypedResults.NoContent(),
            RequestRestockNoticeOutcome.NoSuchProduct => ProductEndpoints.NotFound(),
            RequestRestockNoticeOutcome.TooMany => Problems.Invalid(
                "id", $"You have {Limits.RestockNotices} restock notices, the maximum. Remove one first."),
            var outcome => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };

    private static async Task<NoContent> RemoveAsync(int id, CommerceDb db, CurrentShopper me, CancellationToken ct)
    {
        await db.RestockNotices.Where(notice => notice.ShopperId == me.Id && notice.ProductId == id)
            .ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }
}
