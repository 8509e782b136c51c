// Errors are application/problem+json with a stable `code`: one of these, or of SharedProblemCodes, which every service
// may return.
namespace Shop.Contracts;

/// <summary>The stable problem codes of Account and of Commerce.</summary>
public static class ProblemCodes
{
    public const string LoginIdTaken = "LOGIN_ID_TAKEN";
    public const string PersonAlreadyRegistered = "PERSON_ALREADY_REGISTERED";
    public const string GuardianConsentNeeded = "GUARDIAN_CONSENT_NEEDED";
    public const string IdentityNotVerified = "IDENTITY_NOT_VERIFIED";
    public const string IdentityVerificationUsed = "IDENTITY_VERIFICATION_USED";
    public const string WeakPassword = "WEAK_PASSWORD";
    public const string InvalidCredentials = "INVALID_CREDENTIALS";
    public const string TooManyAttempts = "TOO_MANY_ATTEMPTS";
    public const string OpenOrders = "OPEN_ORDERS";

    /// <summary>The code of the second factor is wrong or was used before.</summary>
    public const string WrongCode = "WRONG_CODE";

    /// <summary>The one-time link is unknown, used or expired.</summary>
    public const string LinkInvalid = "LINK_INVALID";

    /// <summary>The act would leave no owner who can sign in.</summary>
    public const string LastOwner = "LAST_OWNER";

    /// <summary>The act does not fit the operator's status.</summary>
    public const string OperatorStatusDiffers = "OPERATOR_STATUS_DIFFERS";

    public const string ProviderUnavailable = "PROVIDER_UNAVAILABLE";

    public const string OutOfStock = "OUT_OF_STOCK";
    public const string PriceChanged = "PRICE_CHANGED";
    public const string AdultsOnly = "ADULTS_ONLY";
    public const string EmptyCart = "EMPTY_CART";
    public const string CartAlreadyOrdered = "CART_ALREADY_ORDERED";

    /// <summary>An order of the same products, with another address or price, waits: <c>orderId</c>.</summary>
    public const string OrderAwaitsPayment = "ORDER_AWAITS_PAYMENT";
    public const string IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED";
    public const string PaymentNotPaid = "PAYMENT_NOT_PAID";
    public const string NotCancellable = "NOT_CANCELLABLE";

    /// <summary>
    /// An operator's act does not fit the order's status, often because another operator was faster: <c>doneBy</c>.
    /// </summary>
    public const string OrderStatusDiffers = "ORDER_STATUS_DIFFERS";

    /// <summary>
    /// The order was not cancelled, because its payment's state is not known yet. UNAVAILABLE would not say so.
    /// </summary>
    public const string PaymentBeingChecked = "PAYMENT_BEING_CHECKED";
}

/// <summary>The stable problem codes that every service may return, with the status that they come with.</summary>
public static class SharedProblemCodes
{
    public const string InvalidRequest = "INVALID_REQUEST"; // 400, 422: malformed, or a field breaks a rule.
    public const string Unauthorized = "UNAUTHORIZED"; // 401: the token is missing, invalid or expired.
    public const string Forbidden = "FORBIDDEN"; // 403: the caller may not do this.
    public const string NotFound = "NOT_FOUND"; // 404: the path or the resource does not exist.
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED"; // 405: the path does not support this HTTP method.
    public const string BodyTooLarge = "BODY_TOO_LARGE"; // 413: the body exceeds the limit of the service.
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"; // 415: the body is not JSON.
    public const string Unavailable = "UNAVAILABLE"; // 503: a dependency is unavailable; the caller may try again.
    public const string InternalError = "INTERNAL_ERROR"; // 500: a bug in the service.
}
