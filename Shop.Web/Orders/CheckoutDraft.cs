// A session may end while the shopper fills in the checkout form. The submitted address is then saved in an encrypted
// cookie until the shopper has signed in again. An encrypted field of the form names its account. So the address is
// shown to that shopper only, and another site cannot plant an address by submitting a forged form.
using Microsoft.AspNetCore.DataProtection;

namespace Shop.Web.Orders;

/// <summary>Saves the address of a checkout form that was submitted after the session had ended.</summary>
public sealed class CheckoutDraft(IDataProtectionProvider protection)
    : AddressCookie(protection, "typed-address", CookieLifetimes.CheckoutDraft)
{
    /// <summary>The field of the checkout form that contains the encrypted account id.</summary>
    public const string AuthorField = "typedBy";

    private const string CheckoutPath = "/checkout";

    // Longer than the form allows. A longer value is not from the shop's form, and browsers reject cookies of its size.
    private const int MaxFieldLength = 200;

    private static readonly string[] Fields = ["recipient", "phone", "postalCode", "address1", "address2", "email"];

    private readonly IDataProtector _authors = protection.CreateProtector("typed-address", "mark");

    /// <summary>The encrypted account id of the signed-in shopper, for the form's hidden field.</summary>
    public string ProtectAuthor(HttpContext context) => _authors.Protect(AccountOf(context)!);

    /// <summary>Saves the address of the request, if it submits the checkout form to <paramref name="path"/>.</summary>
    public async Task SaveAsync(HttpContext context, PathString path)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || path != CheckoutPath
            || await FormOfAsync(context.Request) is not { } form
            || Decrypt(_authors, form[AuthorField].ToString()) is not { } author)
        {
            return;
        }

        string[] typed = [.. Fields.Select(field => form[field].ToString())];
        if (typed.All(value => value.Length <= MaxFieldLength))
        {
            Save(context, author, new(typed[0], typed[1], typed[2], typed[3], typed[4], typed[5]));
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
}
