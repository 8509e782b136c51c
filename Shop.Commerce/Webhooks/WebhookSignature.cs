// Anyone can post to the webhook's address, so each webhook is accepted only with PortOne's signature. PortOne signs by
// Standard Webhooks: HMAC-SHA256 over the bytes of "id.timestamp.body", in base64 after "v1,". While a secret is being
// replaced, both secrets sign.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Commerce.Webhooks;

/// <summary>The secrets that PortOne signs webhooks with (<c>PortOne:WebhookSecrets</c>).</summary>
public sealed class WebhookSettings
{
    private const string Prefix = "whsec_";
    private const int MinKeyBytes = 24; // Standard Webhooks requires 24 to 64.

    /// <summary>
    /// One or more secrets, separated by white space. All are valid, so that a secret can be replaced. Each is
    /// <c>whsec_</c> and at least 24 bytes in base64.
    /// </summary>
    public string WebhookSecrets { get; init; } = "";

    /// <summary>False if there is no secret, or if one of them is too short or not base64.</summary>
    public bool IsValid => Keys() is { Count: > 0 } keys && keys.All(key => key.Length >= MinKeyBytes);

    /// <summary>The keys that the secrets contain; an empty key for a secret that is not base64.</summary>
    internal List<byte[]> Keys() =>
        [.. WebhookSecrets.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Key)];

    private static byte[] Key(string secret) => Base64.DecodeOrEmpty(
        secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret);
}

public sealed class WebhookSignature(WebhookSettings settings)
{
    private const string Version = "v1,";

    // Standard Webhooks recommends five minutes. An older webhook may be a replay, and a timestamp in the future means
    // that a clock is wrong.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyList<byte[]> _keys = settings.Keys();

    /// <summary>True if one of the secrets made one of the signatures, at most 5 minutes before or after now.</summary>
    public bool Verify(string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) > (decimal)Tolerance.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = _keys.Select(key => HMACSHA256.HashData(key, signed)).ToList();

        // Compares all, each in constant time, so that the time reveals nothing about the signature.
        var matches = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Bytes)
            .Sum(given => expected.Count(right => CryptographicOperations.FixedTimeEquals(right, given)));
        return matches > 0;
    }

    private static byte[] Bytes(string signature) => signature.StartsWith(Version, StringComparison.Ordinal)
        ? Base64.DecodeOrEmpty(signature[Version.Length..])
        : [];
}
