// Idempotency-Key: the response to a key is repeated for three hours. The record is written in the same line of the
// journal as the changes of the request, so a kill cannot separate the two.
using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>A finished request with an Idempotency-Key, and its response.</summary>
public sealed record FinishedRequest(string Key, string Fingerprint, Reply Reply, DateTimeOffset At)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(3);

    public bool IsRememberedAt(DateTimeOffset now) => now - At < Remembered;

    /// <summary>A hash of the method, URL and body, which identifies a request.</summary>
    public static string FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(SHA256.HashData(
            [.. Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"), .. body]));
}

/// <summary>The header's value: an RFC 8941 string in quotes. Older clients omit the quotes.</summary>
public static class IdempotencyKey
{
    public const string HeaderName = "Idempotency-Key";

    private const int Shortest = 16;
    private const int Longest = 256;

    /// <summary>Reads the key; null if the header is absent. Returns false if the value is not a valid key.</summary>
    public static bool TryRead(HttpRequest request, out string? key)
    {
        key = null;
        if (!request.Headers.TryGetValue(HeaderName, out var values) || HttpMethods.IsGet(request.Method))
        {
            return true;
        }

        var value = values.ToString().Trim();
        if (value is ['"', .. var quoted, '"'])
        {
            value = quoted;
        }

        key = value;
        return value.Length is >= Shortest and <= Longest
            && value.All(character => character is >= ' ' and <= '~' and not '"');
    }
}
