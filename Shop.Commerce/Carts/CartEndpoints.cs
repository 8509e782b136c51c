using Microsoft.AspNetCore.Http.HttpResults;
using Shop.Commerce.Products;
using Shop.Commerce.Shoppers;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Carts;

/// <summary>A member's cart, and the price of a guest's.</summary>
public static class CartEndpoints
{
    /// <summary>Adds the acts behind the endpoints.</summary>
    public static void AddCarts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<ShowCart>();
        builder.Services.AddScoped<AddCartLine>();
        builder.Services.AddScoped<SetCartLine>();
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
            .WithSummary("The cart with today's prices.");

        own.MapPost("/lines/{productId:int}", AddLineAsync)
            .WithSummary("Adds pieces of a product, at most as many as the stock and the line's limit allow.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        own.MapPut("/lines/{productId:int}", SetLineAsync)
            .WithSummary("Sets the quantity of a product, at most as many as the stock and the line's limit allow.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        own.MapDelete("/lines/{productId:int}",
            (int productId, CurrentShopper me, Language language, RemoveCartLine remove, CancellationToken ct) =>
                remove.RunAsync(productId, me, language, ct))
            .WithSummary("Takes a product out; one that is not in is as good as taken out.");

        own.MapPost("/merge",
            async Task<Results<Ok<CartReply>, ProblemHttpResult>> (
                CartLinesRequest request, CurrentShopper me, Language language, MergeCart merge,
                CancellationToken ct) =>
                GivenLines.Check(request.Lines).ToList() is { Count: > 0 } errors
                    ? Problems.Invalid(errors)
                    : TypedResults.Ok(await merge.RunAsync(request.Lines, me, language, ct)))
            .WithSummary("Brings a guest's lines into the cart: the larger quantity wins, never above the stock.")
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        cart.MapPost("/quote",
            async Task<Results<Ok<CartQuoteReply>, ProblemHttpResult>> (
                CartLinesRequest request, Language language, QuoteCart quote, CancellationToken ct) =>
                GivenLines.Check(request.Lines).ToList() is { Count: > 0 } errors
                    ? Problems.Invalid(errors)
                    : TypedResults.Ok(await quote.RunAsync(request.Lines, language, ct)))
            .WithSummary("What a guest's lines cost; nothing is kept.")
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Results<Ok<CartReply>, ProblemHttpResult>> AddLineAsync(
        int productId, CartLineRequest request, CurrentShopper me, Language language, AddCartLine add,
        CancellationToken ct)
    {
        if (Check(request) is { } problem)
        {
            return problem;
        }

        var (outcome, cart) = await add.RunAsync(productId, request.Quantity, me, language, ct);
        return outcome switch
        {
            AddCartLineOutcome.Added => TypedResults.Ok(cart),
            AddCartLineOutcome.NoSuchProduct => ProductEndpoints.NotFound(),
            AddCartLineOutcome.SoldOut => SoldOut(productId, request),
            AddCartLineOutcome.CartIsFull => CartIsFull(),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    private static async Task<Results<Ok<CartReply>, ProblemHttpResult>> SetLineAsync(
        int productId, CartLineRequest request, CurrentShopper me, Language language, SetCartLine set,
        CancellationToken ct)
    {
        if (Check(request) is { } problem)
        {
            return problem;
        }

        var (outcome, cart) = await set.RunAsync(productId, request.Quantity, me, language, ct);
        return outcome switch
        {
            SetCartLineOutcome.Set => TypedResults.Ok(cart),
            SetCartLineOutcome.NoSuchProduct => ProductEndpoints.NotFound(),
            SetCartLineOutcome.SoldOut => SoldOut(productId, request),
            SetCartLineOutcome.CartIsFull => CartIsFull(),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    private static ProblemHttpResult? Check(CartLineRequest request) =>
        request.Quantity is < 1 or > Limits.QuantityPerLine
            ? Problems.Invalid("quantity", $"A line has 1 to {Limits.QuantityPerLine} pieces.")
            : null;

    private static ProblemHttpResult SoldOut(int productId, CartLineRequest request) => Problems.Of(
        StatusCodes.Status409Conflict, ProblemCodes.OutOfStock, "This product is sold out.",
        ("productId", productId), ("quantity", request.Quantity), ("left", 0));

    private static ProblemHttpResult CartIsFull() =>
        Problems.Invalid("lines", $"A cart has {Limits.LinesPerOrder} lines at most.");
}
