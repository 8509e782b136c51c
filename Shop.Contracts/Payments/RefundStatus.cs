using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>
/// The status of a refund. Open refunds are pending (stored, not sent yet), sent (the result is unknown) or requested.
/// </summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum RefundStatus
{
    Pending,
    Sent,
    Requested,
    Succeeded,
    Rejected,
}
