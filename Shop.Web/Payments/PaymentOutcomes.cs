using Shop.Commerce;

namespace Shop.Web.Payments;

/// <summary>What coming back from the payment window led to, as the shopper understands it.</summary>
public enum PaymentOutcome
{
    /// <summary>PortOne does not say yet.</summary>
    Checking,

    Paid,

    /// <summary>The shopper closed the window; the same order can be paid again.</summary>
    NotPaid,

    /// <summary>
    /// The attempt failed: the payment company refused, or the shopper cancelled in its window. The same order can be
    /// paid again.
    /// </summary>
    Failed,

    /// <summary>Money came that could not buy the order, and goes back.</summary>
    Returned,

    /// <summary>The order ended without money.</summary>
    Ended,
}

/// <summary>Reads Commerce's answer.</summary>
public static class PaymentOutcomes
{
    public static PaymentOutcome Of(Answer<PaymentReply> answer) => answer switch
    {
        { Refusal: { Code: ProblemCodes.PaymentNotPaid } refusal } =>
            refusal.Text("orderStatus") != "PENDING" ? PaymentOutcome.Ended
            : refusal.Flag("declined") ? PaymentOutcome.Failed
            : PaymentOutcome.NotPaid,
        { Refusal.Status: StatusCodes.Status401Unauthorized } => throw new SignInNeededException(),
        { Value: null } => PaymentOutcome.Checking, // Unknown is never told as failed.
        { Value.PaymentStatus: var status } => Of(status),
    };

    /// <summary>What a payment that stands like this has led to.</summary>
    public static PaymentOutcome Of(string paymentStatus) => paymentStatus switch
    {
        "PAID" => PaymentOutcome.Paid,
        "REFUND_DUE" or "REFUNDED" => PaymentOutcome.Returned,
        "CANCELLED" => PaymentOutcome.Ended,
        _ => PaymentOutcome.Checking,
    };
}
