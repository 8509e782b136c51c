// A session may end while the shopper fills in the checkout. What they typed is then sent to a shop that no longer
// knows them; it waits, encrypted in their own browser, until they have signed in again. The form says in a sealed
// field whose it is: nobody else is shown the address, and no other site can plant one, by a form of its own, for
// somebody's next order to go to.
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Shop.Commerce;

namespace Shop.Web.Orders;

/// <summary>Keeps the address of a checkout that was sent without a session.</summary>
public sealed class TypedAddress(IDataProtectionProvider protection)
{
    /// <summary>The field of the checkout's form that says whose form it is.</summary>
    public const string MarkField = "typedBy";

    private const string CookieName = "typed-address";
    private const string CheckoutPath = "/checkout";

    // Longer than the form allows; what is larger comes from no form of ours and would make a cookie that none accepts.
    private const int LongestField = 200;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // Hangul as it is, not as numbers: a third of the length.
    private static readonly JsonSerializerOptions Short = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IDataProtector _marks = protection.CreateProtector("typed-address", "mark");
    private readonly ITimeLimitedDataProtector _addresses =
        protection.CreateProtector("typed-address", "address").ToTimeLimitedDataProtector();

    /// <summary>The sealed name of the member for whom the form is made.</summary>
    public string MarkFor(HttpContext context) => _marks.Protect(AccountOf(context)!);

    /// <summary>Keeps what was sent to <paramref name="path"/>, where that was the checkout's form.</summary>
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

        var kept = _addresses.Protect(JsonSerializer.Serialize(new Kept(author, shipping), Short), Lifetime);
        context.SetCookie(CookieName, kept, Lifetime);
    }

    /// <summary>What this member typed before they had to sign in again.</summary>
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
            return null; // Too old, or from before the keys were changed.
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
            return _marks.Unprotect(form[MarkField].ToString());
        }
        catch (CryptographicException)
        {
            return null; // Not from our form.
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
            return null; // Nothing that a form of ours would send.
        }
    }

    private static string? AccountOf(HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier);

    private sealed record Kept(string AccountId, Shipping Shipping);
}
