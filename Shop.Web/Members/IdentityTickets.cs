// An identity verification counts only for whoever began it. The ticket that proves it is made here, stays in a cookie
// that only this server can read, and goes to Account; the verification itself carries the ticket's hash.
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Web.Members;

/// <summary>A verification begun in this browser: PortOne's id for it, chosen by us, and the secret ticket.</summary>
public sealed record IdentityVerification(string Id, string Ticket)
{
    /// <summary>Goes into the verification's <c>customData</c>.</summary>
    public string TicketHash => Account.IdentityTicket.HashOf(Ticket);
}

/// <summary>Begins verifications and remembers them for the browser that began them.</summary>
public sealed class IdentityTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    private const string CookieName = "identity";

    // Account wants a verification that is at most ten minutes old; before it the shopper may take their time.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector("identity-verification").ToTimeLimitedDataProtector();

    public IdentityVerification Begin(HttpContext context)
    {
        var verification = new IdentityVerification(Random(), Random());
        var expires = clock.GetUtcNow() + Lifetime;
        context.Response.Cookies.Append(
            CookieName, _protector.Protect($"{verification.Id}.{verification.Ticket}", expires), new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                Expires = expires,
                IsEssential = true,
            });
        return verification;
    }

    /// <summary>The verification that this browser began last, if it is <paramref name="id"/>.</summary>
    public IdentityVerification? Find(HttpContext context, string? id)
    {
        if (id is null || context.Request.Cookies[CookieName] is not { } cookie)
        {
            return null;
        }

        try
        {
            var parts = _protector.Unprotect(cookie).Split('.');
            return parts[0] == id ? new(parts[0], parts[1]) : null;
        }
        catch (CryptographicException)
        {
            return null; // Expired, or not made by us: the shopper begins again.
        }
    }

    public void Forget(HttpContext context) => context.Response.Cookies.Delete(CookieName);

    private static string Random() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
