// Signs as Standard Webhooks defines: HMAC-SHA256 over "id.timestamp.body", in base64 after "v1,". During the rotation
// of a secret there are two secrets and two signatures.
using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>Signs one attempt of a webhook.</summary>
public static class WebhookSignature
{
    public static string Of(IEnumerable<byte[]> keys, string id, string timestamp, string body)
    {
        var signed = Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}");
        return string.Join(' ', keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
    }
}
