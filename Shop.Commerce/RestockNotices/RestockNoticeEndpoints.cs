using Microsoft.AspNetCore.Http.HttpResults;
using Shop.Commerce.Products;
using Shop.Commerce.Shoppers;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.RestockNotices;

/// <summary>The endpoints of restock notices (재입고 알림).</summary>
public static class RestockNoticeEndpoints
{
    /// <summary>Adds the acts behind the endpoints.</summary>
    public static void AddRestockNotices(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<RequestRestockNotice>();
        builder.Services.AddScoped<RemoveRestockNotice>();
        builder.Services.AddScoped<ListRestockNotices>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapRestockNotices(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("").WithTags("Restock notices").RequireShopper()
            .ProducesProblem(StatusCodes.Status401Unauthorized);

        own.MapGet("/restock-notices",
            (CurrentShopper me, Language language, ListRestockNotices list, CancellationToken ct) =>
                list.RunAsync(me, language, ct))
            .WithSummary("The products that the shopper waits for, those that are in stock again first.");

        own.MapPut("/products/{id:int}/restock-notice", RequestAsync)
            .WithSummary("Requests a notice for when the product is in stock again. Repeating it changes nothing.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        own.MapDelete("/products/{id:int}/restock-notice",
            async (int id, CurrentShopper me, RemoveRestockNotice remove, CancellationToken ct) =>
            {
                await remove.RunAsync(id, me, ct);
                return TypedResults.NoContent();
            })
            .WithSummary("Ends the notice. Succeeds if there is none.");
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
}
