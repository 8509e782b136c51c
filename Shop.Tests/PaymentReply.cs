namespace Shop.Tests;

/// <summary>The part of the response of POST /payment/complete that most tests compare.</summary>
public sealed record PaymentReply(
    string PaymentKey, Guid OrderId, PaymentStatus PaymentStatus, OrderStatus OrderStatus,
    RefundReason? RefundReason = null);
