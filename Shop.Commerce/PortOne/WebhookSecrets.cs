// Whoever can post to the webhook's address is anybody. PortOne signs what it sends as Standard Webhooks says:
// HMAC-SHA256 over "id.timestamp.body" as the bytes came, in base64 after "v1,"; while a secret is being replaced there
// are several of them, and several signatures.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Commerce.PortOne;

/// <summary>The secrets that PortOne signs webhooks with (<c>PortOne:WebhookSecrets</c>).</summary>
public sealed class WebhookSettings
{
    private const string Prefix = "whsec_";
    private const int MinKeyBytes = 24; // Standard Webhooks asks for 24 to 64.

    /// <summary>
    /// One or more secrets, separated by white space: while one is being replaced, both are valid. Each is
    /// <c>whsec_</c> and at least 24 bytes in base64.
    /// </summary>
    public string WebhookSecrets { get; init; } = "";

    /// <summary>False if there is no secret, or if one of them is too short or not base64.</summary>
    public bool IsValid => Keys() is { Count: > 0 } keys && keys.All(key => key.Length >= MinKeyBytes);

    /// <summary>The keys in the secrets; a secret that is not base64 gives an empty key.</summary>
    internal List<byte[]> Keys() =>
        [.. WebhookSecrets.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Key)];

    private static byte[] Key(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : [];
    }
}

/// <summary>Verifies the signatures of webhooks.</summary>
public sealed class WebhookSecrets(WebhookSettings settings)
{
    private const string Version = "v1,";

    /// <summary>A signature that is older is somebody's copy; one that is younger, a clock that is wrong.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyList<byte[]> _keys = settings.Keys();

    /// <summary>Whether one of the signatures is by one of the secrets, and of now.</summary>
    public bool Signed(string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) > (decimal)Tolerance.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = _keys.Select(key => HMACSHA256.HashData(key, signed)).ToList();
        var isSigned = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var given = Bytes(signature);
            foreach (var right in expected)
            {
                // All are compared, each in the same time wherever it differs.
                isSigned |= CryptographicOperations.FixedTimeEquals(right, given);
            }
        }

        return isSigned;
    }

    private static byte[] Bytes(string signature)
    {
        var bytes = new byte[signature.Length];
        return signature.StartsWith(Version, StringComparison.Ordinal)
            && Convert.TryFromBase64String(signature[Version.Length..], bytes, out var length)
                ? bytes[..length]
                : [];
    }
}
