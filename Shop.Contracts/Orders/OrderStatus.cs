using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>
/// The status of an order. A paid order (<c>Ready</c>) ships and is delivered; an order that ends before it ships is
/// <c>Expired</c> or <c>Cancelled</c>.
/// </summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum OrderStatus
{
    Pending,
    Ready,
    Shipped,
    Delivered,
    Expired,
    Cancelled,
}
