using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>A token that the provider handed out, kept as its hash.</summary>
public sealed record IssuedToken(string Hash, TokenKind Kind, DateTimeOffset ExpiresAt)
{
    public static string HashOf(string token) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>What a token is good for.</summary>
public enum TokenKind
{
    /// <summary>Stands for the API secret in a request.</summary>
    Access,

    /// <summary>Is exchanged for a new pair.</summary>
    Refresh,

    /// <summary>Was a refresh token until the next pair was handed out.</summary>
    Replaced,
}
