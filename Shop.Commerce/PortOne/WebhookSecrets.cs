// Whoever can post to the webhook's address is anybody. PortOne signs what it sends as Standard Webhooks says:
// HMAC-SHA256 over "id.timestamp.body" as the bytes came, in base64 after "v1,"; while a secret is being replaced there
// are several of them, and several signatures.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Shop.Commerce.PortOne;

/// <summary>
/// The secrets that PortOne signs webhooks with (<c>PortOne:WebhookSecrets</c>, apart by white space).
/// </summary>
public sealed class WebhookSecrets
{
    private const string Name = "PortOne:WebhookSecrets";
    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private const int ShortestKeyBytes = 24; // Standard Webhooks asks for 24 to 64.

    /// <summary>A signature that is older is somebody's copy; one that is younger, a clock that is wrong.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyList<byte[]> _keys;

    private WebhookSecrets(IReadOnlyList<byte[]> keys) => _keys = keys;

    /// <summary>Reads the secrets, or refuses to start without one.</summary>
    /// <exception cref="InvalidOperationException">There is none, or one is not a secret.</exception>
    public static WebhookSecrets Read(IConfiguration configuration)
    {
        var secrets = (configuration[Name] ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return secrets.Length > 0
            ? new([.. secrets.Select(Key)])
            : throw new InvalidOperationException(
                $"{Name} is missing. Start through the AppHost, or set it from PortOne's console.");
    }

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

    private static byte[] Key(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= ShortestKeyBytes
            ? bytes[..length]
            : throw new InvalidOperationException(
                $"{Name}: a secret is {Prefix} and at least {ShortestKeyBytes} bytes in base64.");
    }
}
