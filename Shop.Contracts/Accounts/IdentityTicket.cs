using System.Security.Cryptography;
using System.Text;

namespace Shop.Contracts;

/// <summary>
/// Binds an identity verification to the browser session that began it: the caller keeps a random ticket on its server,
/// puts its hash into the verification's <c>customData</c>, and sends the ticket with sign-up, find-login-id and
/// reset-password.
/// </summary>
public static class IdentityTicket
{
    /// <summary>SHA-256 of the ticket's UTF-8 bytes, in lower-case hex.</summary>
    public static string HashOf(string ticket) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)));
}
