using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>An issued token, stored as its hash.</summary>
public sealed record IssuedToken(string Hash, TokenKind Kind, DateTimeOffset ExpiresAt)
{
    public static string HashOf(string token) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>What a token can be used for.</summary>
public enum TokenKind
{
    /// <summary>Replaces the API secret in a request.</summary>
    Access,

    /// <summary>Can be exchanged for a new pair.</summary>
    Refresh,

    /// <summary>A refresh token that was revoked when the next pair was issued.</summary>
    Replaced,
}
