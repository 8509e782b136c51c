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
    private const string CookiePrefix = "identity-";

    // Each tab and each try has a verification of its own; a browser's cookies are for more than these.
    private const int MostAtOnce = 5;

    // Account wants a verification that is at most ten minutes old; before it the shopper may take their time.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector("identity-verification").ToTimeLimitedDataProtector();

    public IdentityVerification Begin(HttpContext context)
    {
        var verification = new IdentityVerification(Random(), Random());
        var expires = clock.GetUtcNow() + Lifetime;
        MakeRoom(context);
        context.SetCookie(
            CookiePrefix + verification.Id, _protector.Protect($"{verification.Id}.{verification.Ticket}", expires),
            Lifetime);
        return verification;
    }

    /// <summary>The verification of this id, if this browser began it a short while ago.</summary>
    public IdentityVerification? Find(HttpContext context, string? id) =>
        Read(context.Request.Cookies[CookiePrefix + id]) is var (known, _) && known.Id == id ? known : null;

    public void Forget(HttpContext context, IdentityVerification verification) =>
        context.Response.Cookies.Delete(CookiePrefix + verification.Id);

    // The oldest go first, and before them what is no verification any more.
    private void MakeRoom(HttpContext context)
    {
        var begun = context.Request.Cookies
            .Where(cookie => cookie.Key.StartsWith(CookiePrefix, StringComparison.Ordinal))
            .OrderByDescending(cookie => Read(cookie.Value)?.Expires ?? DateTimeOffset.MinValue);
        foreach (var cookie in begun.Skip(MostAtOnce - 1))
        {
            context.Response.Cookies.Delete(cookie.Key);
        }
    }

    private (IdentityVerification Verification, DateTimeOffset Expires)? Read(string? cookie)
    {
        if (cookie is null)
        {
            return null;
        }

        try
        {
            var parts = _protector.Unprotect(cookie, out var expires).Split('.');
            return (new(parts[0], parts[1]), expires);
        }
        catch (CryptographicException)
        {
            return null; // Expired, or not made by us: the shopper begins again.
        }
    }

    private static string Random() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
