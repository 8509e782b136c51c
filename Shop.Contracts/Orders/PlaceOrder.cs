using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>
/// The shipping address, and the buyer's e-mail address for the payment provider's receipt. A null e-mail address is
/// not serialized: the hash of a request without one stays the hash that was stored before the field existed.
/// </summary>
public sealed record Shipping(
    string Recipient, string Phone, string PostalCode, string Address1, string? Address2 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email = null);

/// <summary>Places an order of <paramref name="Lines"/>, or of the cart if they are absent.</summary>
public sealed record OrderRequest(
    Shipping Shipping, IReadOnlyList<OrderLineRequest>? Lines = null, Guid? CartVersion = null,
    long? ExpectedTotalWon = null);

/// <summary>
/// The placed order and what the payment window needs. <paramref name="PaymentKey"/> is PortOne's paymentId.
/// </summary>
public sealed record OrderReply(Guid OrderId, string PaymentKey, string OrderName, long AmountWon);
