namespace Shop.Web.Payments;

/// <summary>The result of a payment attempt, as the shopper sees it.</summary>
public enum PaymentOutcome
{
    /// <summary>The result is not known yet.</summary>
    Checking,

    Paid,

    /// <summary>The shopper closed the window; the same order can be paid again.</summary>
    NotPaid,

    /// <summary>
    /// The attempt failed: the payment company declined it, or the shopper cancelled in its window. The same order can
    /// be paid again.
    /// </summary>
    Failed,

    /// <summary>The payment was captured, and it is being refunded or has been refunded in full.</summary>
    Refunded,

    /// <summary>The order ended without a capture.</summary>
    Ended,
}

/// <summary>Derives the outcome from Commerce's response.</summary>
public static class PaymentOutcomes
{
    public static PaymentOutcome Of(ApiResult<OrderDetailReply> result) => result switch
    {
        { Error: { Code: ProblemCodes.PaymentNotPaid } error } =>
            error.Value<OrderStatus>(ProblemExtensions.OrderStatus) != OrderStatus.Pending ? PaymentOutcome.Ended
            : error.Flag(ProblemExtensions.Declined) ? PaymentOutcome.Failed
            : PaymentOutcome.NotPaid,
        { Error.Status: StatusCodes.Status401Unauthorized } => throw new SignInNeededException(),
        { Value: null } => PaymentOutcome.Checking, // An unknown outcome is never shown as failed.
        { Value.PaymentStatus: var status } => Of(status),
    };

    /// <summary>The outcome of a payment with this status.</summary>
    public static PaymentOutcome Of(PaymentStatus paymentStatus) => paymentStatus switch
    {
        PaymentStatus.Paid => PaymentOutcome.Paid,
        PaymentStatus.RefundDue or PaymentStatus.Refunded => PaymentOutcome.Refunded,
        PaymentStatus.Closed => PaymentOutcome.Ended,
        PaymentStatus.Pending => PaymentOutcome.Checking,
        _ => throw new ArgumentOutOfRangeException(nameof(paymentStatus), paymentStatus, null),
    };
}
