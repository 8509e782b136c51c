using System.Text.Json.Serialization;

namespace Shop.Contracts;

[JsonConverter(typeof(EnumNameJsonConverter))]
public enum TimelineTrack
{
    Fulfilment,
    Money,
}

[JsonConverter(typeof(EnumNameJsonConverter))]
public enum TimelineEvent
{
    Placed,
    Ready,
    Shipped,
    Delivered,
    Expired,
    Cancelled,
    Declined, // An attempt to pay was declined.
    Paid, // The amount was captured and accepted for the order.
    PaidWithoutOrder, // The amount was captured but not accepted for the order; all of it is refunded.
    RefundDecided, // The remaining captured amount will be refunded; excludes a refund already in progress.
    RefundRequested, // A refund of this amount is requested from PortOne.
    PartlyRefunded, // This part of the captured amount was refunded, and some of it remains.
    Refunded, // This amount was refunded, and with it everything that was captured.
    NotCharged, // The payment ended without a capture.
}

/// <summary>A step of the order. If it moves money, it has the amount in the currency's minor unit.</summary>
public sealed record TimelineItem(
    TimelineTrack Track, TimelineEvent Event, DateTimeOffset At, long? AmountMinor = null, string? Currency = null);
