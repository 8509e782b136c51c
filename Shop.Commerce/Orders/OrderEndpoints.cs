using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Shop.Commerce.Carts;
using Shop.Commerce.Orders.Addresses;
using Shop.Commerce.Orders.Placing;
using Shop.Contracts.Account.V1;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Orders;

/// <summary>The endpoints of orders.</summary>
public static class OrderEndpoints
{
    private const int UsualPageSize = 20;
    private const int LongestKey = 200;
    private const string KeyHeader = "Idempotency-Key";

    /// <summary>Adds the acts behind the endpoints.</summary>
    public static void AddOrders(this IHostApplicationBuilder builder)
    {
        builder.Services.AddGrpcClient<Accounts.AccountsClient>(options => options.Address = new("http://_rpc.account"))
            .AddServiceCredential()
            .AddRpcResilience();
        builder.Services.AddSingleton<ShippingEncryption>();
        builder.Services.AddScoped<AccountClient>();
        builder.Services.AddScoped<FindExistingOrder>();
        builder.Services.AddScoped<ReadRequestedLines>();
        builder.Services.AddScoped<RepeatOrder>();
        builder.Services.AddScoped<ContinueOrder>();
        builder.Services.AddScoped<PlaceOrder>();
        builder.Services.AddScoped<ListOrders>();
        builder.Services.AddScoped<LoadOrder>();
        builder.Services.AddScoped<ShowOrder>();
        builder.Services.AddScoped<LoadOrderForUpdate>();
        builder.Services.AddScoped<CancelOrder>();
        builder.Services.AddScoped<ExpireOrder>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("").WithTags("Orders").RequireShopper()
            .ProducesProblem(StatusCodes.Status401Unauthorized);

        orders.MapPost("/order", PlaceAsync)
            .DisableValidation() // Check reports the attributes together with the other rules.
            .WithSummary("Places an order of the given lines or of the cart. Returns 200 if the order already exists.")
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblems(
                StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict,
                StatusCodes.Status503ServiceUnavailable);

        orders.MapGet("/orders", ListAsync)
            .WithSummary("The shopper's orders, newest first.")
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);

        orders.MapGet("/orders/pending", async Task<Ok<PendingOrdersReply>> (
                CurrentShopper me, Language language, ListOrders list, CancellationToken ct) =>
                TypedResults.Ok(await list.PendingAsync(me, language, ct)))
            .WithSummary("The shopper's orders that wait for payment, newest first, 20 at most.");

        orders.MapGet("/orders/{orderId:guid}",
            async Task<Results<Ok<OrderDetailReply>, ProblemHttpResult>> (
                Guid orderId, CurrentShopper me, Language language, ShowOrder show, CancellationToken ct) =>
                await show.RunAsync(orderId, me, language, ct) is { } order
                    ? TypedResults.Ok(order)
                    : Problems.Of(
                        StatusCodes.Status404NotFound, SharedProblemCodes.NotFound, "There is no such order."))
            .WithSummary("One order with its address, refunds and timeline.")
            .ProducesProblem(StatusCodes.Status404NotFound);

        orders.MapPost("/orders/{orderId:guid}/cancel", CancelAsync)
            .WithSummary("Cancels an order before it ships. A captured payment is refunded.")
            .ProducesProblems(
                StatusCodes.Status404NotFound, StatusCodes.Status409Conflict,
                StatusCodes.Status422UnprocessableEntity, StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<CancelReply>, ProblemHttpResult>> CancelAsync(
        Guid orderId, CancelRequest request, CurrentShopper me, CancelOrder cancel, CancellationToken ct)
    {
        return await cancel.RunAsync(orderId, request.Reason.Trim(), me, ct) switch
        {
            CancelOrderOutcome.Cancelled(var payment) => TypedResults.Ok(new CancelReply(
                orderId, OrderStatus.Cancelled, payment)),
            CancelOrderOutcome.TooLate(var status) => Problems.Of(
                StatusCodes.Status409Conflict, ProblemCodes.NotCancellable, "This order can no longer be cancelled.",
                (ProblemExtensions.OrderStatus, status)),
            CancelOrderOutcome.TryAgain => Problems.Of(
                StatusCodes.Status503ServiceUnavailable, ProblemCodes.PaymentBeingChecked,
                "The payment of this order is being checked, so the order was not cancelled. Try again in a moment."),
            CancelOrderOutcome.NotFound => Problems.Of(
                StatusCodes.Status404NotFound, SharedProblemCodes.NotFound, "There is no such order."),
            var outcome => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
    }

    private static async Task<Results<Created<OrderReply>, Ok<OrderReply>, ProblemHttpResult>> PlaceAsync(
        OrderRequest request, CurrentShopper me, PlaceOrder place, CancellationToken ct,
        [FromHeader(Name = KeyHeader)] string? idempotencyKey = null)
    {
        if (Check(request, idempotencyKey).ToList() is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        var normalized = request with { Shipping = ShippingRules.Normalize(request.Shipping) };
        var outcome = await place.RunAsync(normalized, idempotencyKey, me, ct);
        return outcome switch
        {
            PlaceOrderOutcome.Placed placed => TypedResults.Created($"/orders/{placed.Order.OrderId}", placed.Order),
            PlaceOrderOutcome.Repeated repeated => TypedResults.Ok(repeated.Order),
            _ => OrderProblems.Of(outcome),
        };
    }

    // Checks all rules, so that one response names every wrong field.
    private static IEnumerable<FieldError> Check(OrderRequest request, string? idempotencyKey)
    {
        if (idempotencyKey is not null
            && (idempotencyKey.Length is 0 or > LongestKey || idempotencyKey.Any(letter => letter is < '!' or > '~')))
        {
            yield return new(KeyHeader, $"The key has 1 to {LongestKey} visible ASCII characters.");
        }

        if (request.Lines is not null && request.CartVersion is not null)
        {
            yield return new("cartVersion", "Send either lines or cartVersion, not both.");
        }

        if (request.ExpectedTotalWon < 0)
        {
            yield return new("expectedTotalWon", "Set expectedTotalWon to 0 or more.");
        }

        foreach (var error in ShippingRules.Validate(request.Shipping)
            .Concat(OrderLineRules.Validate(request.Lines ?? [])))
        {
            yield return error;
        }
    }

    private static async Task<Ok<OrdersReply>> ListAsync(
        CurrentShopper me, Language language, ListOrders list, CancellationToken ct,
        [Range(1, int.MaxValue, ErrorMessage = "Set page to {1} or more.")] int page = 1,
        [Range(1, Limits.PageSize, ErrorMessage = "A page has {1} to {2} orders.")] int size = UsualPageSize) =>
        TypedResults.Ok(await list.RunAsync(me, page, size, language, ct));
}
