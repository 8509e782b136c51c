// Makes one attempt to deliver a webhook, signed with the time of the attempt. Only 2xx is success; redirects are not
// followed.
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>Sends a webhook once.</summary>
public sealed class PostWebhook(
    IHttpClientFactory clients, IOptions<SandboxSettings> settings, TimeProvider clock, ILogger<PostWebhook> log)
{
    public const string ClientName = "webhooks";

    // PortOne waits 30 s for a connection and 30 s for a response.
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private const int KeptBodyCharacters = 2000;

    public async Task<(DeliveryStatus Status, Exchange Exchange)> RunAsync(Delivery delivery, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var keys = delivery.IsForged ? [RandomNumberGenerator.GetBytes(32)] : settings.Value.WebhookKeys;
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Add("webhook-id", delivery.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", WebhookSignature.Of(keys, delivery.Id, timestamp, delivery.Body));
        var exchange = new Exchange(request.Headers.ToString(), now);
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            var answered = exchange with
            {
                Code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture),
                ResponseHeader = response.Headers.ToString(),
                ResponseBody = body[..Math.Min(body.Length, KeptBodyCharacters)],
                RespondedAt = clock.GetUtcNow(),
            };
            var isTaken = response.IsSuccessStatusCode;
            return (isTaken ? DeliveryStatus.Succeeded : DeliveryStatus.FailedNotOkResponse, answered);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            log.LogWarning("A webhook could not be delivered to {Url}: {Reason}", delivery.Url, exception.Message);
            return (DeliveryStatus.FailedUnexpectedError, exchange);
        }
    }
}
