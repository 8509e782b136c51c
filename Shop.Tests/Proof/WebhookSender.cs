// Sends webhooks in PortOne's format at a moment that the test chooses. The sandbox's own webhooks are off in tests
// that depend on the moment.
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Shop.Tests.Proof;

/// <summary>Signs and posts webhooks to Commerce.</summary>
public sealed class WebhookSender(HttpClient commerce)
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("sandbox-webhook-secret-32-bytes!");

    /// <summary>Sends a webhook about a payment. The same id is a repeat of the same webhook.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string paymentKey, string webhookId, string type = "Transaction.Paid", bool forged = false)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var body = JsonSerializer.Serialize(new
        {
            type,
            timestamp = DateTimeOffset.UtcNow,
            data = new
            {
                paymentId = paymentKey,
                transactionId = $"of-{paymentKey}",
                storeId = "store-00000000-0000-4000-8000-000000000001",
            },
        });
        var signature = HMACSHA256.HashData(
            forged ? RandomNumberGenerator.GetBytes(32) : Secret,
            Encoding.UTF8.GetBytes($"{webhookId}.{timestamp}.{body}"));
        var request = new HttpRequestMessage(HttpMethod.Post, "/payment/webhook")
        {
            Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")),
        };
        request.Headers.Add("webhook-id", webhookId);
        request.Headers.Add("webhook-timestamp", $"{timestamp}");
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(signature)}");
        return await commerce.SendAsync(request);
    }
}
