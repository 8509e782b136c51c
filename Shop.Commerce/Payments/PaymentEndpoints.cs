using Microsoft.AspNetCore.Http.HttpResults;
using Shop.Commerce.Data;
using Shop.Commerce.PortOne;
using Shop.Commerce.Shoppers;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Payments;

/// <summary>The door through which payments are reported.</summary>
public static class PaymentEndpoints
{
    /// <summary>Adds the acts behind the endpoints.</summary>
    public static void AddPayments(this IHostApplicationBuilder builder)
    {
        builder.AddPortOne();
        builder.Services.AddSingleton(services => new PaymentTerms(
            services.GetRequiredService<PortOneSettings>().StoreId,
            RequiresLiveChannel: builder.Environment.IsProduction()));
        builder.Services.AddSingleton<MoneyMetrics>();
        builder.Services.AddScoped<CompletePayment>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapPayments(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/payment/complete", CompleteAsync).WithTags("Payments").RequireShopper()
            .WithSummary("The shopper came back from the payment window: finds out what became of the payment.")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<PaymentReply>, Accepted<PaymentReply>, ProblemHttpResult>> CompleteAsync(
        CompleteRequest request, CurrentShopper me, CompletePayment complete, CancellationToken ct)
    {
        if (!PaymentKey.IsOne(request.PaymentKey)
            || await complete.RunAsync(request.PaymentKey, Reporter.Shopper, me.Id, ct) is not { } stands)
        {
            return Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.NotFound, "There is no such payment.");
        }

        var reply = new PaymentReply(
            stands.PaymentKey, stands.OrderId, stands.Payment.ToUpperSnake(), stands.Order.ToUpperSnake(),
            stands.OwedBecause?.ToUpperSnake());
        return stands switch
        {
            { Payment: PaymentStatus.Paid or PaymentStatus.RefundDue or PaymentStatus.Refunded } =>
                TypedResults.Ok(reply),
            { Payment: PaymentStatus.Pending, MayStillBePaid: true } => TypedResults.Accepted((string?)null, reply),
            // The order has ended, and late money would only be given back. Accepted would promise that something is
            // about to change, and the page would wait for it; a late capture is found by the other reporters.
            { Payment: PaymentStatus.Cancelled, MayStillBePaid: true } => TypedResults.Ok(reply),
            _ => Problems.Of(
                StatusCodes.Status409Conflict, ProblemCodes.PaymentNotPaid, "Nothing has been paid.",
                ("paymentStatus", reply.PaymentStatus), ("orderStatus", reply.OrderStatus), ("orderId", reply.OrderId)),
        };
    }
}
