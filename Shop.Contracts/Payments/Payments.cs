namespace Shop.Contracts;

/// <summary>Reports that the shopper came back from the payment window.</summary>
public sealed record CompleteRequest(string PaymentKey);

/// <summary>The amounts captured, refunded and being refunded for the order, in the currency's minor unit.</summary>
public sealed record OrderMoney(string Currency, long CapturedMinor, long RefundedMinor, long RefundingMinor);
