// A session may end while the shopper fills in the checkout form. The submitted address is then kept in an encrypted
// cookie until the shopper has signed in again. An encrypted field of the form names its account. So the address is
// shown to that shopper only, and another site cannot plant an address by submitting a forged form.
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Web.Orders;

/// <summary>Keeps the address of a checkout form that was submitted after the session had ended.</summary>
public sealed class CheckoutDraft(IDataProtectionProvider protection)
{
    /// <summary>The field of the checkout form that contains the encrypted account id.</summary>
    public const string AuthorField = "typedBy";

    private const string CookieName = "typed-address";
    private const string CheckoutPath = "/checkout";

    // Longer than the form allows. A longer value is not from the shop's form, and browsers reject cookies of its size.
    private const int LongestField = 200;

    // Writes Hangul unescaped, which takes a third of the length.
    private static readonly JsonSerializerOptions Short = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IDataProtector _authors = protection.CreateProtector("typed-address", "mark");
    private readonly ITimeLimitedDataProtector _addresses =
        protection.CreateProtector("typed-address", "address").ToTimeLimitedDataProtector();

    /// <summary>The encrypted account id of the signed-in shopper, for the form's hidden field.</summary>
    public string ProtectAuthor(HttpContext context) => _authors.Protect(AccountOf(context)!);

    /// <summary>Keeps the address of the request, if it submits the checkout form to <paramref name="path"/>.</summary>
    public async Task KeepAsync(HttpContext context, PathString path)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || path != CheckoutPath
            || await FormOfAsync(context.Request) is not { } form || AuthorOf(form) is not { } author)
        {
            return;
        }

        var shipping = new Shipping(
            form["recipient"].ToString(), form["phone"].ToString(), form["postalCode"].ToString(),
            form["address1"].ToString(), form["address2"].ToString(), form["email"].ToString());
        string?[] all =
        [
            shipping.Recipient, shipping.Phone, shipping.PostalCode, shipping.Address1, shipping.Address2,
            shipping.Email,
        ];
        if (all.Any(field => field!.Length > LongestField))
        {
            return;
        }

        var kept = JsonSerializer.Serialize(new Kept(author, shipping), Short);
        var lifetime = CookieLifetimes.CheckoutDraft;
        context.SetCookie(CookieName, _addresses.Protect(kept, lifetime), lifetime);
    }

    /// <summary>The address that this shopper entered before the session ended; null if there is none.</summary>
    public Shipping? Find(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { } cookie)
        {
            return null;
        }

        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(_addresses.Unprotect(cookie));
            return kept?.AccountId == AccountOf(context) ? kept?.Shipping : null;
        }
        catch (CryptographicException)
        {
            return null; // Expired, or the Data Protection keys have changed.
        }
    }

    public static void Forget(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(CookieName))
        {
            context.Response.Cookies.Delete(CookieName);
        }
    }

    private string? AuthorOf(IFormCollection form)
    {
        try
        {
            return _authors.Unprotect(form[AuthorField].ToString());
        }
        catch (CryptographicException)
        {
            return null; // Not from the shop's form.
        }
    }

    private static async Task<IFormCollection?> FormOfAsync(HttpRequest request)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : null;
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
        {
            return null; // The shop's form never sends such a body.
        }
    }

    private static string? AccountOf(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier);

    private sealed record Kept(string AccountId, Shipping Shipping);
}
