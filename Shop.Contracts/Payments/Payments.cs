namespace Shop.Contracts;

/// <summary>Reports that the shopper came back from the payment window.</summary>
public sealed record CompleteRequest(string PaymentKey);

/// <summary>
/// The current status of a payment and its order. <paramref name="RefundReason"/> says why captured money is refunded;
/// null unless the whole payment must be refunded.
/// </summary>
public sealed record PaymentReply(
    string PaymentKey, Guid OrderId, PaymentStatus PaymentStatus, OrderStatus OrderStatus,
    RefundReason? RefundReason = null);

/// <summary>The amounts captured, refunded and being refunded for the order, in the currency's minor unit.</summary>
public sealed record OrderMoney(string Currency, long CapturedMinor, long RefundedMinor, long RefundingMinor);
