using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Web.Members;

/// <summary>A sign-in of a member: what the browser's cookie points at. Its secrets are encrypted.</summary>
public sealed class Session
{
    /// <summary>The claim that carries the session's id; the id itself is the secret in the browser's cookie.</summary>
    public const string IdClaim = "session";

    public required string Key { get; init; }

    public required Guid AccountId { get; init; }

    public required byte[] Ticket { get; init; }

    public required byte[] Tokens { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Until when one replica alone renews the tokens.</summary>
    public DateTimeOffset? RefreshClaimedUntil { get; init; }

    /// <summary>A new secret id.</summary>
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Under which the session is kept: the id's hash.</summary>
    public static string KeyOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}

/// <summary>What Account gave at sign-in. It never reaches the browser.</summary>
public sealed record SessionTokens(string AccessToken, DateTimeOffset ExpiresAt, string RefreshToken)
{
    // Longer than any call that the token is sent with.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    public bool IsNearExpiry(DateTimeOffset now) => now >= ExpiresAt - Margin;

    public bool IsExpired(DateTimeOffset now) => now >= ExpiresAt;
}
