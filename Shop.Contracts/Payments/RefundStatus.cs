using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>The status of a refund. Unsent, unknown (sent, result unknown) and requested refunds are open.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum RefundStatus
{
    Unsent,
    Unknown,
    Requested,
    Succeeded,
    Refused,
}
