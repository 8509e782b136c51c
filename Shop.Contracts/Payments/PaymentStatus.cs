using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>The status of a payment.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum PaymentStatus
{
    /// <summary>No capture is known yet.</summary>
    Pending,

    /// <summary>Captured and accepted: the order is paid.</summary>
    Paid,

    /// <summary>The order ended, and PortOne reported no capture.</summary>
    Closed,

    /// <summary>Captured; everything not yet refunded must be refunded.</summary>
    RefundDue,

    /// <summary>Everything that was captured has been refunded.</summary>
    Refunded,
}
