using Microsoft.AspNetCore.Http.HttpResults;
using Shop.ServiceDefaults.Authentication;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace Shop.Commerce.Operators.BackOffice;

/// <summary>Orders in the back office.</summary>
public static class AdminOrderEndpoints
{
    public static void AddAdminOrders(this IHostApplicationBuilder builder) => builder.Services
        .AddScoped<FindOrders>().AddScoped<ShowAdminOrder>().AddScoped<AddOrderNote>();

    public static void MapAdminOrders(this IEndpointRouteBuilder admin)
    {
        var routes = admin.MapGroup("").WithTags("Orders");

        routes.MapGet("/couriers", async (CommerceDb db, CancellationToken ct) => TypedResults.Ok(
            await db.Couriers.OrderBy(courier => courier.Position)
                .Select(courier => new CourierItem(courier.Name, courier.NameKo, courier.NameEn)).ToListAsync(ct)));

        var orders = routes.MapGroup("/orders");
        orders.MapGet("", async Task<Results<Ok<AdminOrdersReply>, ProblemHttpResult>> (
                [AsParameters] OrderQuery query, CurrentOperator me, FindOrders find, CancellationToken ct) =>
                OrderFilter.Parse(query) switch
                {
                    (_, { } error) => Problems.Invalid([error]),
                    ({ } filter, _) => TypedResults.Ok(await find.RunAsync(filter, SeesPersonalData(me), ct)),
                    _ => throw new InvalidOperationException("A filter is valid or has an error."),
                })
            .WithSummary("A page of the orders that match, newest first unless sorted otherwise.")
            .ProducesValidationProblem(Status422UnprocessableEntity);

        orders.MapGet("/{orderId:guid}", async Task<Results<Ok<AdminOrderReply>, ProblemHttpResult>> (
                Guid orderId, CurrentOperator me, ShowAdminOrder show, CancellationToken ct) =>
                await show.RunAsync(orderId, SeesPersonalData(me), ct) is { } order
                    ? TypedResults.Ok(order)
                    : NotFound())
            .ProducesProblems(Status404NotFound);

        Describe(orders.MapPost("/{orderId:guid}/ship", ShipAsync))
            .ProducesValidationProblem(Status422UnprocessableEntity);
        MapAct("deliver", OperatorAction.Deliver);
        MapAct("cancel", OperatorAction.Cancel).RequirePermission(Permission.CanRefund)
            .WithSummary("Cancels an order before it ships. Everything that was paid is refunded.");
        MapAct("refund", OperatorAction.RefundAll).RequirePermission(Permission.CanRefund)
            .WithSummary("Refunds everything after the order has shipped.");
        MapAct("recheck", OperatorAction.Recheck)
            .WithSummary("Retrieves the payment from PortOne and records what it says.");

        orders.MapPost("/{orderId:guid}/notes", async Task<Results<NoContent, ProblemHttpResult>> (
                Guid orderId, OrderNoteRequest request, CurrentOperator me, AddOrderNote act, CancellationToken ct) =>
                await act.RunAsync(orderId, request, me, ct) ? TypedResults.NoContent() : NotFound())
            .ProducesValidationProblem(Status422UnprocessableEntity)
            .ProducesProblems(Status404NotFound);

        RouteHandlerBuilder MapAct(string name, OperatorAction action) => Describe(orders.MapPost(
            $"/{{orderId:guid}}/{name}", (Guid orderId, CurrentOperator me, OperateOrder act, CancellationToken ct) =>
                RunAsync(orderId, new(action, me), act, ct)));
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder act) =>
        act.ProducesProblems(Status404NotFound, Status409Conflict, Status503ServiceUnavailable);

    private static bool SeesPersonalData(CurrentOperator me) => me.Role.Has(Permission.CanSeePersonalData);

    private static async Task<Results<Ok<OrderActReply>, ProblemHttpResult>> ShipAsync(
        Guid orderId, ShipRequest request, CurrentOperator me, CommerceDb db, OperateOrder act, CancellationToken ct)
    {
        var courier = await db.Couriers.AsNoTracking().SingleOrDefaultAsync(each => each.Name == request.Courier, ct);
        if (courier is null)
        {
            return Problems.Invalid("courier", "This courier is not known.");
        }

        var number = request.TrackingNumber.Replace("-", "").Replace(" ", "");
        return courier.Issues(number)
            ? await RunAsync(
                orderId, new(OperatorAction.Ship, me, Shipment: new(orderId, courier.Name, number)), act, ct)
            : Problems.Invalid("trackingNumber", $"{courier.NameEn} has no tracking number like this.");
    }

    private static async Task<Results<Ok<OrderActReply>, ProblemHttpResult>> RunAsync(
        Guid orderId, OperatorCommand command, OperateOrder act, CancellationToken ct)
    {
        OperatorOutcome outcome;
        try
        {
            outcome = await act.RunAsync(orderId, command, ct);
        }
        catch (CommitLostException)
        {
            return Problems.Of(
                Status503ServiceUnavailable, SharedProblemCodes.Unavailable,
                "It is unknown whether this was done. Look at the order before you repeat it.");
        }

        return outcome.Result switch
        {
            OperatorResult.Done or OperatorResult.AlreadyDone => TypedResults.Ok(new OrderActReply(
                outcome.Order!.Status, outcome.Order.Payment.Status,
                IsRepeat: outcome.Result == OperatorResult.AlreadyDone, outcome.DoneBy)),
            OperatorResult.NotFound => NotFound(),
            OperatorResult.Refused => Problems.Of(
                Status409Conflict, ProblemCodes.OrderStatusDiffers, outcome.Message,
                (ProblemExtensions.OrderStatus, outcome.Order!.Status),
                (ProblemExtensions.PaymentStatus, outcome.Order.Payment.Status),
                (ProblemExtensions.DoneBy, outcome.DoneBy)),
            OperatorResult.PaymentBeingChecked => Problems.Of(
                Status503ServiceUnavailable, ProblemCodes.PaymentBeingChecked, outcome.Message),
            OperatorResult.ProviderUnavailable => Problems.Of(
                Status503ServiceUnavailable, ProblemCodes.ProviderUnavailable, outcome.Message),
            var result => throw new InvalidOperationException($"Unknown result {result}."),
        };
    }

    private static ProblemHttpResult NotFound() =>
        Problems.Of(Status404NotFound, SharedProblemCodes.NotFound, "There is no such order.");
}
