namespace Shop.Contracts;

/// <summary>Reports that the shopper came back from the payment window.</summary>
public sealed record CompleteRequest(string PaymentKey);

/// <summary>
/// A refund, completed or pending, in the minor unit of the captured currency; for KRW that is the won.
/// </summary>
public sealed record RefundItem(
    long AmountMinor, string Currency, RefundStatus Status, string Reason, DateTimeOffset RequestedAt,
    DateTimeOffset? RefundedAt);

/// <summary>The amounts captured, refunded and being refunded for the order, in the currency's minor unit.</summary>
public sealed record OrderMoney(string Currency, long CapturedMinor, long RefundedMinor, long RefundingMinor);
