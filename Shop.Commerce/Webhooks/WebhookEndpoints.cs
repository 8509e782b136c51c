using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Commerce.Webhooks;

/// <summary>The endpoint that receives PortOne's webhooks.</summary>
public static class WebhookEndpoints
{
    private const int LongestId = 200;

    /// <summary>Registers the services and the background worker of webhooks.</summary>
    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<WebhookSettings>(PortOneSettings.Section)
            .Validate(
                settings => settings.IsValid,
                Settings.Missing(
                    "PortOne:WebhookSecrets", "from PortOne's console",
                    "contains a secret that is not whsec_ and at least 24 bytes in base64"));
        builder.Services.AddSingleton<WebhookSignature>();
        builder.Services.AddScoped<ReceiveWebhook>().AddScoped<DeleteOldWebhooks>();
        builder.Services.AddPeriodicWorker<DeleteOldWebhooks>(
            "Deleting old webhooks",
            services => services.GetRequiredService<MoneySettings>().DeleteWebhooksInterval,
            (act, ct) => act.RunAsync(ct));
    }

    /// <summary>Maps the endpoint.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder routes) =>
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
            .ProducesProblems(StatusCodes.Status401Unauthorized, StatusCodes.Status413PayloadTooLarge);

    private static async Task<Results<Ok, ProblemHttpResult>> ReceiveAsync(
        HttpRequest request, ReceiveWebhook receive, CancellationToken ct)
    {
        // The raw bytes, because the signature covers them.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        return Header("webhook-id") is { Length: > 0 and <= LongestId } id
            && Header("webhook-timestamp") is { } timestamp
            && Header("webhook-signature") is { } signatures
            && await receive.RunAsync(new(id, timestamp, signatures, body.ToArray()), ct)
                ? TypedResults.Ok()
                : Problems.Of(
                    StatusCodes.Status401Unauthorized, SharedProblemCodes.Unauthorized,
                    "The webhook has no valid signature of PortOne, or its timestamp is more than 5 minutes off.");

        string? Header(string name) => request.Headers[name] is [{ } value] ? value : null;
    }
}
