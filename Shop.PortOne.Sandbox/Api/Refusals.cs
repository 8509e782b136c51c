// The provider's errors. Each type has one HTTP status wherever it occurs.
using System.Text.Json;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Api;

/// <summary>Every error that the sandbox returns.</summary>
public static class Refusals
{
    public static Reply Unauthorized => Of(401, "UNAUTHORIZED", "The credential is missing or wrong.");

    public static Reply Forbidden => Of(403, "FORBIDDEN", "This credential may not use that store.");

    public static Reply NotForPages =>
        Of(403, "FORBIDDEN", "The control interface refuses web pages: send no Origin header.");

    public static Reply NoSuchAddress => Of(404, "NOT_FOUND", "No endpoint has this URL.");

    public static Reply MethodNotAllowed => Of(405, "METHOD_NOT_ALLOWED", "This URL does not support the method.");

    public static Reply PaymentNotFound => Of(404, "PAYMENT_NOT_FOUND", "There is no payment with this id.");

    public static Reply AlreadyPaid => Of(409, "ALREADY_PAID", "The payment is paid already.");

    public static Reply PaymentNotPaid => Of(409, "PAYMENT_NOT_PAID", "The payment is not paid.");

    public static Reply PaymentAlreadyCancelled =>
        Of(409, "PAYMENT_ALREADY_CANCELLED", "The payment is cancelled already.");

    public static Reply ConsistencyBroken => Of(
        409, "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN", "The cancellable amount differs from currentCancellableAmount.");

    public static Reply AmountExceeded => Of(
        409, "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT", "The amount exceeds the cancellable amount.");

    public static Reply PartsExceeded => Of(
        409, "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT", "The tax-free amount and the VAT exceed the amount.");

    public static Reply TaxFreeExceeded => Of(
        409, "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT", "The tax-free amount is too large.");

    public static Reply TaxExceeded => Of(
        409, "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT", "The taxable amount is too large.");

    public static Reply NotWaitingForDeposit => Of(
        409, "PAYMENT_NOT_WAITING_FOR_DEPOSIT", "The payment has no virtual account that waits for a deposit.");

    public static Reply InvalidPaymentToken => Of(
        400, "INVALID_PAYMENT_TOKEN", "No payment token was issued: the sandbox's channels approve automatically.");

    public static Reply CancellationNotFound =>
        Of(404, "PAYMENT_CANCELLATION_NOT_FOUND", "The payment has no such cancellation.");

    public static Reply CancellationNotPending =>
        Of(409, "PAYMENT_CANCELLATION_NOT_PENDING", "The cancellation is settled already.");

    public static Reply WebhookNotFound => Of(404, "WEBHOOK_NOT_FOUND", "The payment has no such webhook.");

    public static Reply WebhookRetriesUsedUp => Of(
        400, "MAX_WEBHOOK_RETRY_COUNT_REACHED", "The webhook has reached the limit of resends.");

    public static Reply IdentityVerificationNotFound =>
        Of(404, "IDENTITY_VERIFICATION_NOT_FOUND", "There is no identity verification with this id.");

    public static Reply IdentityVerificationNotSent =>
        Of(404, "IDENTITY_VERIFICATION_NOT_SENT", "Nothing was sent for this identity verification.");

    public static Reply IdentityVerificationAlreadyVerified =>
        Of(409, "IDENTITY_VERIFICATION_ALREADY_VERIFIED", "The identity is verified already.");

    public static Reply IdentityVerificationAlreadySent =>
        Of(409, "IDENTITY_VERIFICATION_ALREADY_SENT", "The request was sent already.");

    public static Reply ChannelNotFound => Of(404, "CHANNEL_NOT_FOUND", "The store has no such channel.");

    public static Reply RequestOutstanding => Of(
        409, "IDEMPOTENCY_OUTSTANDING_REQUEST", "The request with this Idempotency-Key is still running.");

    /// <summary>The request cannot be parsed or is invalid.</summary>
    public static Reply Invalid(string message) => Of(400, "INVALID_REQUEST", message);

    /// <summary>The payment gateway behind the provider refused.</summary>
    public static Reply PgProvider(string pgCode, string pgMessage) => new(502, JsonSerializer.Serialize(
        new { Type = "PG_PROVIDER", Message = "The payment gateway refused.", PgCode = pgCode, PgMessage = pgMessage },
        Json.Options));

    /// <summary>A server error, which does not say whether the work was done.</summary>
    public static Reply Broken(int status, string message) => Of(status, "INTERNAL_SERVER_ERROR", message);

    private static Reply Of(int status, string type, string message) =>
        new(status, JsonSerializer.Serialize(new { Type = type, Message = message }, Json.Options));
}
