// Binds an identity verification to the browser that began it. The secret ticket is created here, kept in an encrypted
// cookie and sent to Account. The verification at PortOne contains the ticket's hash, which Account compares.
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Web.Shoppers;

/// <summary>A verification begun in this browser: PortOne's id for it, chosen by us, and the secret ticket.</summary>
public sealed record IdentityVerification(string Id, string Ticket)
{
    /// <summary>The hash of the ticket, for the verification's <c>customData</c>.</summary>
    public string TicketHash => IdentityTicket.HashOf(Ticket);
}

public sealed class IdentityTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    private const string CookiePrefix = "identity-";

    // Each tab and each attempt has its own verification. The limit leaves room for the browser's other cookies.
    private const int MaxConcurrent = 5;

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector("identity-verification").ToTimeLimitedDataProtector();

    public IdentityVerification Begin(HttpContext context)
    {
        var verification = new IdentityVerification(Random(), Random());
        var expires = clock.GetUtcNow() + CookieLifetimes.IdentityVerification;
        MakeRoom(context);
        context.SetCookie(
            CookiePrefix + verification.Id, _protector.Protect($"{verification.Id}.{verification.Ticket}", expires),
            CookieLifetimes.IdentityVerification);
        return verification;
    }

    /// <summary>The verification with this id, if this browser began it within the last 30 minutes.</summary>
    public IdentityVerification? Find(HttpContext context, string? id) =>
        Read(context.Request.Cookies[CookiePrefix + id]) is var (known, _) && known.Id == id ? known : null;

    public void Forget(HttpContext context, IdentityVerification verification) =>
        context.Response.Cookies.Delete(CookiePrefix + verification.Id);

    // Deletes invalid cookies first, then the oldest.
    private void MakeRoom(HttpContext context)
    {
        var begun = context.Request.Cookies
            .Where(cookie => cookie.Key.StartsWith(CookiePrefix, StringComparison.Ordinal))
            .OrderByDescending(cookie => Read(cookie.Value)?.Expires ?? DateTimeOffset.MinValue);
        foreach (var cookie in begun.Skip(MaxConcurrent - 1))
        {
            context.Response.Cookies.Delete(cookie.Key);
        }
    }

    private (IdentityVerification Verification, DateTimeOffset Expires)? Read(string? cookie)
    {
        try
        {
            var expires = DateTimeOffset.MinValue;
            var parts = cookie is null ? [] : _protector.Unprotect(cookie, out expires).Split('.');
            return parts is [var id, var ticket] ? (new(id, ticket), expires) : null;
        }
        catch (CryptographicException)
        {
            return null; // Expired, or not encrypted by this shop. The shopper begins again.
        }
    }

    private static string Random() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
