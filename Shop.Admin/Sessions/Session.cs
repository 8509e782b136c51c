using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Admin.Sessions;

/// <summary>A session of an operator, found by the id in the browser's cookie. Its secrets are encrypted.</summary>
public sealed class Session
{
    /// <summary>The claim with the session's id. The id is the secret in the browser's cookie.</summary>
    public const string IdClaim = "session";

    public required string Key { get; init; }
    public required byte[] Ticket { get; init; }
    public required byte[] SessionToken { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The primary key of the session: the SHA-256 hash of its id, in hexadecimal.</summary>
    public static string KeyOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
