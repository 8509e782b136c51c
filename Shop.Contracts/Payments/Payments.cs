namespace Shop.Contracts;

/// <summary>Reports that the shopper came back from the payment window.</summary>
public sealed record CompleteRequest(string PaymentKey);

/// <summary>
/// The current status of a payment and its order, in upper snake case. <paramref name="RefundReason"/> says why
/// captured money is refunded, one of <see cref="RefundReasons"/>; null if the whole payment was never to be refunded.
/// </summary>
public sealed record PaymentReply(
    string PaymentKey, Guid OrderId, string PaymentStatus, string OrderStatus, string? RefundReason = null);

/// <summary>
/// A refund, completed or pending, in the minor unit of the captured currency; for KRW that is the won.
/// </summary>
public sealed record RefundItem(
    long AmountMinor, string Currency, string Status, string Reason, DateTimeOffset RequestedAt,
    DateTimeOffset? RefundedAt);

/// <summary>The amounts captured, refunded and being refunded for the order, in the currency's minor unit.</summary>
public sealed record OrderMoney(string Currency, long CapturedMinor, long RefundedMinor, long RefundingMinor);

/// <summary>The reasons why captured money is refunded.</summary>
public static class RefundReasons
{
    public const string AmountDiffers = "AMOUNT_DIFFERS";
    public const string TaxFreeDiffers = "TAX_FREE_DIFFERS";
    public const string CurrencyDiffers = "CURRENCY_DIFFERS";
    public const string StoreDiffers = "STORE_DIFFERS";
    public const string TestChannel = "TEST_CHANNEL";
    public const string PartlyGivenBack = "PARTLY_GIVEN_BACK";
    public const string OrderEnded = "ORDER_ENDED";
    public const string CancelledByShopper = "CANCELLED_BY_SHOPPER";
    public const string CancelledByShop = "CANCELLED_BY_SHOP";
}
