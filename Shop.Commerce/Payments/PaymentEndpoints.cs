using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Shop.Commerce.Jobs;
using Shop.Commerce.Webhooks;
using Shop.ServiceDefaults.Authentication;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>The endpoints that report payments: the shopper's return and PortOne's webhooks.</summary>
public static class PaymentEndpoints
{
    private const int LongestWebhookId = 200;

    /// <summary>Registers the services and background workers of payments.</summary>
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
        builder.Services.AddSettings<WebhookSettings>(PortOneSettings.Section)
            .Validate(
                settings => settings.IsValid,
                Settings.Missing(
                    "PortOne:WebhookSecrets", "from PortOne's console",
                    "contains a secret that is not whsec_ and at least 24 bytes in base64"));
        builder.Services.AddSingleton<WebhookSignature>();
        builder.Services.AddScoped<CompletePayment>();
        builder.Services.AddScoped<RefundPayment>();
        builder.Services.AddScoped<ReceiveWebhook>();
        builder.Services.AddScoped<VerifyLedger>().AddScoped<CheckpointLedger>().AddScoped<DeleteOldWebhooks>();
        builder.Services.AddScoped<PaymentJobs>().AddSingleton<RunPaymentJobs>();
        foreach (var kind in Enum.GetValues<PaymentJobKind>())
        {
            AddWorker<RunPaymentJobs>(
                $"Running jobs ({kind})",
                settings => kind == PaymentJobKind.Reconcile ? settings.ReconcilePollInterval : settings.PollInterval,
                (jobs, ct) => jobs.RunAsync(kind, ct));
        }

        AddWorker<CheckpointLedger>(
            "Writing a ledger checkpoint", settings => settings.CheckpointInterval, (act, ct) => act.RunAsync(ct));
        AddWorker<DeleteOldWebhooks>(
            "Deleting old webhooks", settings => settings.DeleteWebhooksInterval, (act, ct) => act.RunAsync(ct));

        void AddWorker<TAct>(
            string name, Func<MoneySettings, TimeSpan> every, Func<TAct, CancellationToken, Task> runAsync)
            where TAct : notnull =>
            builder.Services.AddPeriodicWorker(
                name, services => every(services.GetRequiredService<MoneySettings>()), runAsync);
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/payment/complete", CompleteAsync).WithTags("Payments").RequireShopper()
            .WithSummary(
                "Completes a payment after the shopper returned from the window. Returns its order. Idempotent.")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

        routes.MapPost("/payment/webhook", ReceiveAsync).WithTags("Payments")
            .WithSummary("Receives a webhook of PortOne, signed by Standard Webhooks, and stores it for processing.")
            // Described here and not by Accepts, which would also refuse other media types. Only the signature decides.
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } },
                    },
                };
                return Task.CompletedTask;
            })
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<Results<Ok, ProblemHttpResult>> ReceiveAsync(
        HttpRequest request, ReceiveWebhook receive, CancellationToken ct)
    {
        // The raw bytes, because the signature covers them.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        return One("webhook-id") is { Length: > 0 and <= LongestWebhookId } id
            && One("webhook-timestamp") is { } timestamp
            && One("webhook-signature") is { } signatures
            && await receive.RunAsync(new(id, timestamp, signatures, body.ToArray()), ct)
                ? TypedResults.Ok()
                : Problems.Of(
                    StatusCodes.Status401Unauthorized, SharedProblemCodes.Unauthorized,
                    "The webhook has no valid signature of PortOne, or its timestamp is more than 5 minutes off.");

        string? One(string header) => request.Headers[header] is [{ } value] ? value : null;
    }

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
