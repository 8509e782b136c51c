using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>What a step of the timeline is about.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum TimelineTrack
{
    Fulfilment,
    Money,
}

/// <summary>A step of the timeline.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum TimelineEvent
{
    Placed,
    Ready,
    Shipped,
    Delivered,
    Expired,
    Cancelled,

    /// <summary>An attempt to pay was declined.</summary>
    Declined,

    /// <summary>The amount was captured and accepted for the order.</summary>
    Paid,

    /// <summary>The amount was captured but not accepted for the order; all of it is refunded.</summary>
    PaidWithoutOrder,

    /// <summary>
    /// The refund of the remaining captured amount was decided. A refund already in progress is not included.
    /// </summary>
    RefundDecided,

    /// <summary>A refund of this amount is requested from PortOne.</summary>
    RefundRequested,

    /// <summary>This part of the captured amount was refunded, and some of it remains.</summary>
    PartlyRefunded,

    /// <summary>This amount was refunded, and with it everything that was captured.</summary>
    Refunded,

    /// <summary>The payment ended without a capture.</summary>
    NotCharged,
}

/// <summary>
/// A step of the order, oldest first. A step that moves money has its amount in the minor unit of the currency.
/// </summary>
public sealed record TimelineItem(
    TimelineTrack Track, TimelineEvent Event, DateTimeOffset At, long? AmountMinor = null, string? Currency = null);
