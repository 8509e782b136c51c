// Creates webhooks of PortOne, signed as Standard Webhooks defines. A test that forges one changes it afterwards.
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Tests.Payments;

/// <summary>Creates webhooks.</summary>
internal static class Webhook
{
    public const string Secret = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0zMi1ieXRlcyE=";

    public static string NewId() => $"msg_{Guid.NewGuid():N}";

    public static string About(string paymentKey, string type = "Transaction.Paid") => $$"""
        {"type":"{{type}}","timestamp":"2026-08-06T01:02:03Z",
         "data":{"storeId":"store","paymentId":"{{paymentKey}}","transactionId":"t"} }
        """;

    public static HttpRequestMessage Signed(
        string body, string? id = null, string secret = Secret, TimeSpan age = default)
    {
        id ??= NewId();
        var timestamp = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, "/payment/webhook")
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", Signature(secret, id, timestamp, body));
        return request;
    }

    /// <summary>Replaces the body but not the signature. The media type may be invalid, or null for none.</summary>
    public static HttpRequestMessage WithBody(
        this HttpRequestMessage request, string body, string? mediaType = "application/json")
    {
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (mediaType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        return request;
    }

    public static string Signature(string secret, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
}
