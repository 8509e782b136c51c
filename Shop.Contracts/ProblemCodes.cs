// Errors are application/problem+json with a stable `code`: one of these, or of SharedProblemCodes, which every service
// may return.
namespace Shop.Contracts;

/// <summary>The stable problem codes of Account and of Commerce.</summary>
public static class ProblemCodes
{
    public const string LoginIdTaken = "LOGIN_ID_TAKEN";
    public const string PersonAlreadyRegistered = "PERSON_ALREADY_REGISTERED";
    public const string IdentityNotVerified = "IDENTITY_NOT_VERIFIED";
    public const string IdentityVerificationUsed = "IDENTITY_VERIFICATION_USED";
    public const string WeakPassword = "WEAK_PASSWORD";
    public const string InvalidCredentials = "INVALID_CREDENTIALS";
    public const string TooManyAttempts = "TOO_MANY_ATTEMPTS";
    public const string OpenOrders = "OPEN_ORDERS";
    public const string ProviderUnavailable = "PROVIDER_UNAVAILABLE";

    public const string OutOfStock = "OUT_OF_STOCK";
    public const string PriceChanged = "PRICE_CHANGED";
    public const string AdultsOnly = "ADULTS_ONLY";
    public const string EmptyCart = "EMPTY_CART";
    public const string CartAlreadyOrdered = "CART_ALREADY_ORDERED";

    /// <summary>
    /// An order of the same products to another address, or at another price, waits for payment: <c>orderId</c>.
    /// </summary>
    public const string OrderAwaitsPayment = "ORDER_AWAITS_PAYMENT";
    public const string IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED";
    public const string PaymentNotPaid = "PAYMENT_NOT_PAID";
    public const string NotCancellable = "NOT_CANCELLABLE";

    /// <summary>
    /// The cancellation changed nothing, because the payment's state is not known yet. UNAVAILABLE would not say that
    /// nothing changed.
    /// </summary>
    public const string PaymentBeingChecked = "PAYMENT_BEING_CHECKED";
}
