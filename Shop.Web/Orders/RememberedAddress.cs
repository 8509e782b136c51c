using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Web.Orders;

/// <summary>
/// The address of the shopper's last order, in an encrypted cookie. It is shown to the same shopper only.
/// </summary>
public sealed class RememberedAddress(IDataProtectionProvider protection)
{
    private const string CookieName = "address";

    private readonly IDataProtector _protector = protection.CreateProtector("remembered-address");

    public Shipping? Find(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { } cookie)
        {
            return null;
        }

        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(_protector.Unprotect(cookie));
            return kept?.AccountId == AccountOf(context) ? kept?.Shipping : null;
        }
        catch (CryptographicException)
        {
            return null; // The Data Protection keys have changed. The shopper enters the address again.
        }
    }

    public void Keep(HttpContext context, Shipping shipping) => context.SetCookie(
        CookieName, _protector.Protect(JsonSerializer.Serialize(new Kept(AccountOf(context), shipping))),
        CookieLifetimes.Address);

    public static void Forget(HttpContext context) => context.Response.Cookies.Delete(CookieName);

    private static string? AccountOf(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier);

    private sealed record Kept(string? AccountId, Shipping Shipping);
}
