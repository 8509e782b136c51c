using System.Text.Json.Serialization;

namespace Shop.Contracts;

[JsonConverter(typeof(EnumNameJsonConverter))]
public enum PaymentStatus
{
    Pending, // No capture is known yet.
    Paid, // Captured and accepted: the order is paid.
    Closed, // The order ended, and PortOne reported no capture.
    RefundDue, // Captured; everything not yet refunded must be refunded.
    Refunded, // Everything that was captured has been refunded.
}
