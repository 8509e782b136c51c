using Shop.Web.Components.Forms;
using Shop.Web.Languages;

namespace Shop.Web.Orders;

/// <summary>The delivery fields of the order form (<c>ShippingFields.razor</c>).</summary>
public static class ShippingForm
{
    private static readonly string[] Required = ["recipient", "phone", "postalCode", "address1"];

    /// <summary>The errors of a form that has not been checked yet.</summary>
    public static FormErrors NoErrors(Texts text) => new(
        new("recipient", text.Recipient), new("phone", text.Phone), new("postalCode", text.PostalCode),
        new("address1", text.Address1), new("address2", text.Address2), new("email", text.Email));

    /// <summary>The values without surrounding blanks, as sent to Commerce.</summary>
    public static Shipping Trim(Shipping typed) => new(
        typed.Recipient.Trim(), typed.Phone.Trim(), typed.PostalCode.Trim(), typed.Address1.Trim(),
        string.IsNullOrWhiteSpace(typed.Address2) ? null : typed.Address2.Trim(),
        string.IsNullOrWhiteSpace(typed.Email) ? null : typed.Email.Trim());

    /// <summary>Adds an error for each empty required field, except the e-mail address.</summary>
    public static void Require(Shipping trimmed, FormErrors errors, Texts text)
    {
        foreach (var field in Required)
        {
            errors.Require(field, ValueOf(trimmed, field), text.IsNeeded);
        }
    }

    /// <summary>The value that the shopper entered in a field.</summary>
    public static string? ValueOf(Shipping typed, string field) => field switch
    {
        "recipient" => typed.Recipient,
        "phone" => typed.Phone,
        "postalCode" => typed.PostalCode,
        "address1" => typed.Address1,
        "address2" => typed.Address2,
        "email" => typed.Email,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "The form has no such field."),
    };
}
