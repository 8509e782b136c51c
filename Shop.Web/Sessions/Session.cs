using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Web.Sessions;

/// <summary>A sign-in session, found by the id in the browser's cookie. Its secrets are encrypted.</summary>
public sealed class Session
{
    /// <summary>The claim with the session's id. The id is the secret in the browser's cookie.</summary>
    public const string IdClaim = "session";

    public required string Key { get; init; }
    public required Guid AccountId { get; init; }
    public required byte[] Ticket { get; init; }
    public required byte[] Tokens { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The end of the current claim on the refresh; null if the refresh is not claimed.</summary>
    public DateTimeOffset? RefreshClaimedUntil { get; init; }

    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The primary key of the session: the SHA-256 hash of its id, in hexadecimal.</summary>
    public static string KeyOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}

/// <summary>Account's tokens from a sign-in or a refresh. They are never sent to the browser.</summary>
public sealed record SessionTokens(string AccessToken, DateTimeOffset ExpiresAt, string RefreshToken)
{
    // Longer than any call, so that a token does not expire during a call.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public bool IsNearExpiry(DateTimeOffset now) => now >= ExpiresAt - Margin;

    public bool IsExpired(DateTimeOffset now) => now >= ExpiresAt;
}
