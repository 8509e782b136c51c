using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>
/// The shipping address, and the buyer's e-mail address for the payment provider's receipt. A null e-mail address is
/// not serialized: the hash of a request without one stays the hash that was stored before the field existed.
/// </summary>
public sealed record Shipping(
    [property: ReadableText(Limits.Recipient, IsSingleLine = true)] string Recipient,
    [property: Required(ErrorMessage = Shipping.PhoneRule)]
    [property: RegularExpression(Limits.PhonePattern, ErrorMessage = Shipping.PhoneRule)]
    string Phone,
    [property: Required(ErrorMessage = Shipping.PostalCodeRule)]
    [property: RegularExpression(Limits.PostalCodePattern, ErrorMessage = Shipping.PostalCodeRule)]
    string PostalCode,
    [property: ReadableText(Limits.Address, IsSingleLine = true)] string Address1,
    [property: ReadableText(Limits.Address, IsSingleLine = true, IsOptional = true)] string? Address2 = null,
    [property: OptionalEmailAddress]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? Email = null)
{
    private const string PhoneRule = "A phone number is 9 to 11 digits and begins with 0.";
    private const string PostalCodeRule = "A postal code is five digits.";
}

/// <summary>Places an order of <paramref name="Lines"/>, or of the cart if they are absent.</summary>
public sealed record OrderRequest(
    Shipping Shipping,
    [property: MaxLength(Limits.LinesPerOrder)] IReadOnlyList<OrderLineRequest>? Lines = null,
    Guid? CartVersion = null, long? ExpectedTotalWon = null);

/// <summary>What the payment window needs; <paramref name="PaymentKey"/> is PortOne's paymentId.</summary>
public sealed record OrderReply(Guid OrderId, string PaymentKey, string OrderName, long AmountWon);
