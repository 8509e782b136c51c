using System.Text.RegularExpressions;

namespace Shop.Commerce.Orders.Addresses;

/// <summary>Normalizes, validates and compares the shipping addresses that shoppers enter.</summary>
public static partial class ShippingRules
{
    /// <summary>Removes surrounding spaces, and the separators within the phone number.</summary>
    public static Shipping Normalize(Shipping given) => new(
        given.Recipient.Trim(),
        PhoneSeparators().Replace(given.Phone, ""),
        given.PostalCode.Trim(),
        given.Address1.Trim(),
        string.IsNullOrWhiteSpace(given.Address2) ? null : given.Address2.Trim(),
        string.IsNullOrWhiteSpace(given.Email) ? null : given.Email.Trim());

    /// <summary>Every broken rule; empty if the address is valid.</summary>
    public static IEnumerable<FieldError> Validate(Shipping? given) => given is null
        ? [new("shipping", "Send the shipping address.")]
        : FieldErrors.Of(given, "shipping");

    /// <summary>True if recipient and place are the same; the e-mail address may differ.</summary>
    public static bool IsSamePlaceAs(this Shipping one, Shipping other) =>
        one with { Email = null } == other with { Email = null };

    [GeneratedRegex("[- ]")]
    private static partial Regex PhoneSeparators();
}
