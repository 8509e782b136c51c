// Idempotency-Key: what was answered under a key is answered again for three hours. The record is written in the same
// line of the file as what the request did, so no kill can come between the two.
using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>A request that came with a key, and its answer.</summary>
public sealed record FinishedRequest(string Key, string Fingerprint, Reply Reply, DateTimeOffset At)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(3);

    public bool IsRememberedAt(DateTimeOffset now) => now - At < Remembered;

    /// <summary>Tells one request from another: its method, its address and its body.</summary>
    public static string FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(SHA256.HashData(
            [.. Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"), .. body]));
}

/// <summary>The header's value: an RFC 8941 string, in quotes. Older clients leave the quotes out.</summary>
public static class IdempotencyKey
{
    public const string HeaderName = "Idempotency-Key";

    private const int Shortest = 16;
    private const int Longest = 256;

    /// <summary>The key; null when the header is absent. False when it cannot be one.</summary>
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
