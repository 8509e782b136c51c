using Microsoft.AspNetCore.Http.HttpResults;
using Shop.Commerce.Products;
using Shop.Commerce.Shoppers;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Carts;

/// <summary>The endpoints of a signed-in shopper's cart, and the quote for a guest's cart.</summary>
public static class CartEndpoints
{
    /// <summary>Adds the acts behind the endpoints.</summary>
    public static void AddCarts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<ShowCart>();
        builder.Services.AddScoped<WriteCartLine>();
        builder.Services.AddScoped<RemoveCartLine>();
        builder.Services.AddScoped<MergeCart>();
        builder.Services.AddScoped<QuoteCart>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapCarts(this IEndpointRouteBuilder routes)
    {
        var cart = routes.MapGroup("/cart").WithTags("Cart");
        var own = cart.MapGroup("").RequireShopper().ProducesProblem(StatusCodes.Status401Unauthorized);

        own.MapGet("", (CurrentShopper me, Language language, ShowCart show, CancellationToken ct) =>
                show.RunAsync(me, language, ct))
            .WithSummary("The cart with current prices.");

        own.MapPost("/lines/{productId:int}", AddLineAsync)
            .WithSummary("Adds units of a product, limited by the stock and the maximum of a line.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        own.MapPut("/lines/{productId:int}", SetLineAsync)
            .WithSummary("Sets the quantity of a product, limited by the stock and the maximum of a line.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        own.MapDelete("/lines/{productId:int}",
            (int productId, CurrentShopper me, Language language, RemoveCartLine remove, CancellationToken ct) =>
                remove.RunAsync(productId, me, language, ct))
            .WithSummary("Removes a line. Succeeds if the product is not in the cart.");

        own.MapPost("/merge",
            async Task<Results<Ok<CartReply>, ProblemHttpResult>> (
                CartLinesRequest request, CurrentShopper me, Language language, MergeCart merge,
                CancellationToken ct) =>
                GivenLines.Check(request.Lines).ToList() is { Count: > 0 } errors
                    ? Problems.Invalid(errors)
                    : TypedResults.Ok(await merge.RunAsync(request.Lines, me, language, ct)))
            .WithSummary("Merges a guest's lines into the cart. The larger quantity wins, limited by the stock.")
            .DisableValidation() // GivenLines checks the attributes together with the other rules.
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        cart.MapPost("/quote",
            async Task<Results<Ok<CartQuoteReply>, ProblemHttpResult>> (
                CartLinesRequest request, Language language, QuoteCart quote, CancellationToken ct) =>
                GivenLines.Check(request.Lines).ToList() is { Count: > 0 } errors
                    ? Problems.Invalid(errors)
                    : TypedResults.Ok(await quote.RunAsync(request.Lines, language, ct)))
            .WithSummary("Prices a guest's lines. Nothing is stored.")
            .DisableValidation()
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Results<Ok<CartReply>, ProblemHttpResult>> AddLineAsync(
        int productId, CartLineRequest request, CurrentShopper me, Language language, WriteCartLine write,
        CancellationToken ct)
    {
        var (outcome, cart) = await write.AddAsync(productId, request.Quantity, me, language, ct);
        return ResultOf(outcome, cart, productId, request);
    }

    private static async Task<Results<Ok<CartReply>, ProblemHttpResult>> SetLineAsync(
        int productId, CartLineRequest request, CurrentShopper me, Language language, WriteCartLine write,
        CancellationToken ct)
    {
        var (outcome, cart) = await write.SetAsync(productId, request.Quantity, me, language, ct);
        return ResultOf(outcome, cart, productId, request);
    }

    private static Results<Ok<CartReply>, ProblemHttpResult> ResultOf(
        CartLineOutcome outcome, CartReply cart, int productId, CartLineRequest request) => outcome switch
        {
            CartLineOutcome.Written => TypedResults.Ok(cart),
            CartLineOutcome.NoSuchProduct => ProductEndpoints.NotFound(),
            CartLineOutcome.SoldOut => SoldOut(productId, request),
            CartLineOutcome.CartIsFull => CartIsFull(),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };

    private static ProblemHttpResult SoldOut(int productId, CartLineRequest request) => Problems.Of(
        StatusCodes.Status409Conflict, ProblemCodes.OutOfStock, "This product is sold out.",
        ("productId", productId), ("quantity", request.Quantity), ("left", 0));

    private static ProblemHttpResult CartIsFull() =>
        Problems.Invalid("lines", $"A cart has {Limits.LinesPerOrder} lines at most.");
}
