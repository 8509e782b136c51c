using System.Text.RegularExpressions;
using Shop.ServiceDefaults;

namespace Shop.Commerce.Orders;

/// <summary>Normalizes and validates the shipping address that a shopper entered.</summary>
public static partial class GivenShipping
{
    private const int LongestName = 50;
    private const int LongestAddress = 200;

    /// <summary>Removes surrounding spaces, and the separators within the phone number.</summary>
    public static Shipping Tidy(Shipping given) => new(
        given.Recipient.Trim(),
        PhoneSeparators().Replace(given.Phone, ""),
        given.PostalCode.Trim(),
        given.Address1.Trim(),
        string.IsNullOrWhiteSpace(given.Address2) ? null : given.Address2.Trim(),
        string.IsNullOrWhiteSpace(given.Email) ? null : given.Email.Trim());

    /// <summary>Every broken rule; empty if the address is valid.</summary>
    public static IEnumerable<FieldError> Check(Shipping? given)
    {
        if (given is null)
        {
            return [new("shipping", "Send the shipping address.")];
        }

        FieldError?[] errors =
        [
            CheckText("recipient", given.Recipient, LongestName),
            CheckPattern("phone", given.Phone, Phone(), "A phone number is 9 to 11 digits and begins with 0."),
            CheckPattern("postalCode", given.PostalCode, PostalCode(), "A postal code is five digits."),
            CheckText("address1", given.Address1, LongestAddress),
            string.IsNullOrWhiteSpace(given.Address2) ? null : CheckText("address2", given.Address2, LongestAddress),
            string.IsNullOrWhiteSpace(given.Email) || EmailAddress.IsValid(given.Email.Trim())
                ? null
                : new(
                    "shipping.email",
                    $"An e-mail address has a name, @ and a domain; {EmailAddress.MaxLength} characters at most."),
        ];
        return errors.OfType<FieldError>();
    }

    private static FieldError? CheckText(string field, string? text, int longest) =>
        string.IsNullOrWhiteSpace(text) || text.Trim().Length > longest || text.Any(char.IsControl)
        || !ReadableText.IsText(text)
            ? new($"shipping.{field}", $"Enter 1 to {longest} readable characters.")
            : null;

    private static FieldError? CheckPattern(string field, string? text, Regex pattern, string rule) =>
        text is null || !pattern.IsMatch(text) ? new($"shipping.{field}", rule) : null;

    [GeneratedRegex(@"^ *0(?:[- ]?[0-9]){8,10} *\z")]
    private static partial Regex Phone();

    [GeneratedRegex("[- ]")]
    private static partial Regex PhoneSeparators();

    [GeneratedRegex(@"^ *[0-9]{5} *\z")]
    private static partial Regex PostalCode();
}
