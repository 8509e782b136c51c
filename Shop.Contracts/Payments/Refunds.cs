using System.Text.Json.Serialization;

namespace Shop.Contracts;

/// <summary>Why captured money must be refunded.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum RefundReason
{
    AmountDiffers,
    TaxFreeDiffers,
    CurrencyDiffers,
    StoreDiffers,
    TestChannel, // Paid without real money. A shopper can change the channel in the page's script.
    PartlyRefunded, // A part was refunded before the capture was accepted for the order.
    OrderEnded, // Captured after the order had ended.
    CancelledByShopper, // The shopper cancelled the paid order before it was shipped.
    CancelledByShop, // The shop cancelled the order or took the goods back.
}

/// <summary>Open refunds are pending (stored, not sent), sent (the result is unknown) or requested.</summary>
[JsonConverter(typeof(EnumNameJsonConverter))]
public enum RefundStatus
{
    Pending,
    Sent,
    Requested,
    Succeeded,
    Rejected,
}

/// <summary>A completed or open refund, in the minor unit of the captured currency; for KRW the won.</summary>
public sealed record RefundItem(
    long AmountMinor, string Currency, RefundStatus Status, string Reason, DateTimeOffset RequestedAt,
    DateTimeOffset? RefundedAt);
