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

    /// <summary>
    /// Paid through a test channel, without real money. A shopper can change the channel in the page's script.
    /// </summary>
    TestChannel,

    /// <summary>A part was refunded before the capture was accepted for the order.</summary>
    PartlyRefunded,

    /// <summary>Captured after the order had ended.</summary>
    OrderEnded,

    /// <summary>The shopper cancelled the paid order before it was shipped.</summary>
    CancelledByShopper,

    /// <summary>The shop cancelled the order or took the goods back.</summary>
    CancelledByShop,
}
