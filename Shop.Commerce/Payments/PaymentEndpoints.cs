using Microsoft.AspNetCore.Http.HttpResults;
using Shop.ServiceDefaults.Authentication;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>The endpoint that reports a payment when the shopper returns from the payment window.</summary>
public static class PaymentEndpoints
{
    /// <summary>Registers the services of payments and refunds.</summary>
    public static void AddPayments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddPortOneSettings();
        builder.Services.AddPortOneClient<PortOneClient>();
        builder.Services.AddPortOneClient<PortOneLists>();
        builder.Services.AddSingleton(services => new AcceptancePolicy(
            services.GetRequiredService<PortOneSettings>().StoreId,
            RequiresLiveChannel: builder.Environment.IsProduction()));
        builder.Services.AddSingleton<MoneyMetrics>();
        builder.Services.AddSettings<MoneySettings>("Money");
        builder.Services.AddScoped<CompletePayment>();
        builder.Services.AddScoped<RefundPayment>();
    }

    /// <summary>Maps the endpoint.</summary>
    public static void MapPayments(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/payment/complete", CompleteAsync).WithTags("Payments").RequireShopper()
            .WithSummary(
                "Completes a payment after the shopper returned from the window. Returns its order. Idempotent.")
            .ProducesProblems(
                StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<OrderDetailReply>, Accepted<OrderDetailReply>, ProblemHttpResult>>
        CompleteAsync(
            CompleteRequest request, CurrentShopper me, Language language, CompletePayment complete, ShowOrder show,
            CancellationToken ct)
    {
        if (!PaymentKey.IsValid(request.PaymentKey)
            || await complete.RunAsync(request.PaymentKey, Source.Shopper, me.Id, ct) is not { } result
            || show.Reply(result.Loaded, language) is not { } order)
        {
            return Problems.Of(
                StatusCodes.Status404NotFound, SharedProblemCodes.NotFound, "The payment does not exist.");
        }

        return result switch
        {
            { Payment.Status: PaymentStatus.Paid or PaymentStatus.RefundDue or PaymentStatus.Refunded } =>
                TypedResults.Ok(order),
            { Payment.Status: PaymentStatus.Pending, MayStillBePaid: true } =>
                TypedResults.Accepted((string?)null, order),
            // The order has ended, and a late capture would only be refunded. With 202 Accepted the page would wait for
            // a change that is not expected; webhooks and the reconciliation find a late capture.
            { Payment.Status: PaymentStatus.Closed, MayStillBePaid: true } => TypedResults.Ok(order),
            _ => Problems.Of(
                StatusCodes.Status409Conflict, ProblemCodes.PaymentNotPaid, "The payment was not captured.",
                (ProblemExtensions.PaymentStatus, order.PaymentStatus),
                (ProblemExtensions.OrderStatus, order.OrderStatus),
                (ProblemExtensions.OrderId, order.OrderId),
                (ProblemExtensions.Declined, result.HasFailedAttempt),
                (ProblemExtensions.FailureText, result.FailureText)),
        };
    }
}
