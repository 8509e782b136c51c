using Microsoft.AspNetCore.Http.HttpResults;
using Shop.Commerce.Products;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Carts;

/// <summary>The endpoints of a signed-in shopper's cart, and the quote for a guest's cart.</summary>
public static class CartEndpoints
{
    public static void AddCarts(this IHostApplicationBuilder builder) => builder.Services
        .AddScoped<WriteCartLine>().AddScoped<RemoveCartLine>().AddScoped<MergeCart>().AddScoped<QuoteCart>();

    public static void MapCarts(this IEndpointRouteBuilder routes)
    {
        var cart = routes.MapGroup("/cart").WithTags("Cart");
        var own = cart.MapGroup("").RequireShopper().ProducesProblem(StatusCodes.Status401Unauthorized);

        own.MapGet("", ShowAsync).WithSummary("The cart with current prices.");

        DescribeLineEndpoint(own.MapPost("/lines/{productId:int}", AddLineAsync), "Adds units of a product");
        DescribeLineEndpoint(own.MapPut("/lines/{productId:int}", SetLineAsync), "Sets the quantity of a product");

        own.MapDelete("/lines/{productId:int}", async Task<Ok<CartReply>> (
                int productId, CurrentShopper me, Language language, RemoveCartLine remove, CancellationToken ct) =>
                TypedResults.Ok(await remove.RunAsync(productId, me, language, ct)))
            .WithSummary("Removes a line. Succeeds if the product is not in the cart.");

        own.MapPost("/merge",
            (CartLinesRequest request, CurrentShopper me, Language language, MergeCart merge, CancellationToken ct) =>
                CheckedAsync(request, lines => merge.RunAsync(lines, me, language, ct)))
            .WithSummary("Merges a guest's lines into the cart. The larger quantity wins, limited by the stock.")
            .DisableValidation() // OrderLineRules checks the attributes together with the other rules.
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        cart.MapPost("/quote", (CartLinesRequest request, Language language, QuoteCart quote, CancellationToken ct) =>
                CheckedAsync(request, lines => quote.RunAsync(lines, language, ct)))
            .WithSummary("Prices a guest's lines. Nothing is stored.")
            .DisableValidation()
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        static void DescribeLineEndpoint(RouteHandlerBuilder endpoint, string what) => endpoint
            .WithSummary($"{what}, limited by the stock and the maximum of a line.")
            .ProducesProblems(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);
    }

    // Read in one statement, so that the version and the lines are of the same moment.
    private static async Task<Ok<CartReply>> ShowAsync(
        CommerceDb db, CurrentShopper me, Language language, CancellationToken ct)
    {
        var cart = await db.Carts.AsNoTracking().WithLines().SingleOrDefaultAsync(cart => cart.ShopperId == me.Id, ct);
        return TypedResults.Ok((cart ?? Cart.Empty(me.Id)).ToReply(language));
    }

    private static async Task<Results<Ok<TReply>, ProblemHttpResult>> CheckedAsync<TReply>(
        CartLinesRequest request, Func<IReadOnlyList<OrderLineRequest>, Task<TReply>> runAsync) =>
        OrderLineRules.Validate(request.Lines).ToList() is { Count: > 0 } errors
            ? Problems.Invalid(errors)
            : TypedResults.Ok(await runAsync(request.Lines));

    private static Task<Results<Ok<CartReply>, ProblemHttpResult>> AddLineAsync(
        int productId, CartLineRequest request, CurrentShopper me, Language language, WriteCartLine write,
        CancellationToken ct) => WriteAsync(productId, request, isAddition: true, me, language, write, ct);

    private static Task<Results<Ok<CartReply>, ProblemHttpResult>> SetLineAsync(
        int productId, CartLineRequest request, CurrentShopper me, Language language, WriteCartLine write,
        CancellationToken ct) => WriteAsync(productId, request, isAddition: false, me, language, write, ct);

    private static async Task<Results<Ok<CartReply>, ProblemHttpResult>> WriteAsync(
        int productId, CartLineRequest request, bool isAddition, CurrentShopper me, Language language,
        WriteCartLine write, CancellationToken ct)
    {
        var (outcome, cart) = await write.RunAsync(productId, request.Quantity, isAddition, me, language, ct);
        return outcome switch
        {
            CartLineOutcome.Written => TypedResults.Ok(cart),
            CartLineOutcome.NoSuchProduct => ProductEndpoints.NotFound(),
            CartLineOutcome.SoldOut => Problems.Of(
                StatusCodes.Status409Conflict, ProblemCodes.OutOfStock, "This product is sold out.",
                (ProblemExtensions.ProductId, productId), (ProblemExtensions.Quantity, request.Quantity),
                (ProblemExtensions.Left, 0)),
            CartLineOutcome.CartIsFull =>
                Problems.Invalid("lines", $"A cart has {Limits.LinesPerOrder} lines at most."),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }
}
