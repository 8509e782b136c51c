using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Web.Orders;

/// <summary>An address in an encrypted cookie, shown only to the shopper who entered it.</summary>
public abstract class AddressCookie(IDataProtectionProvider protection, string name, TimeSpan lifetime)
{
    // Writes Hangul unescaped, which takes a third of the length.
    private static readonly JsonSerializerOptions Short = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector(name, "address").ToTimeLimitedDataProtector();

    /// <summary>The address that this shopper entered; null if there is none.</summary>
    public Shipping? Find(HttpContext context)
    {
        var json = Decrypt(_protector, context.Request.Cookies[name]);
        var saved = json is null ? null : JsonSerializer.Deserialize<SavedAddress>(json);
        return saved?.AccountId == AccountOf(context) ? saved?.Shipping : null;
    }

    public void Forget(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(name))
        {
            context.Response.Cookies.Delete(name);
        }
    }

    protected void Save(HttpContext context, string? accountId, Shipping shipping)
    {
        var json = JsonSerializer.Serialize(new SavedAddress(accountId, shipping), Short);
        context.SetCookie(name, _protector.Protect(json, lifetime), lifetime);
    }

    protected static string? AccountOf(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier);

    /// <summary>Null for a text that is absent, expired, or not encrypted with this shop's current keys.</summary>
    protected static string? Decrypt(IDataProtector protector, string? encrypted)
    {
        try
        {
            return encrypted is null ? null : protector.Unprotect(encrypted);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record SavedAddress(string? AccountId, Shipping Shipping);
}

/// <summary>The address of the shopper's last order.</summary>
public sealed class RememberedAddress(IDataProtectionProvider protection)
    : AddressCookie(protection, "address", CookieLifetimes.Address)
{
    public void Save(HttpContext context, Shipping shipping) => Save(context, AccountOf(context), shipping);
}
