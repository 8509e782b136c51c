// Parses PortOne's response to a cancel request. HTTP 200 only means that PortOne accepted the request; the status of
// the cancellation decides whether money was refunded. A rejection is certain only if PortOne names a documented error
// type. Every other error, such as one of a proxy or a type that PortOne added later, leaves the result unknown, and
// unknown never counts as rejected.
using System.Net;

namespace Shop.Commerce.PortOne;

public abstract record CancelOutcome
{
    /// <summary>The money was refunded.</summary>
    public sealed record Succeeded(Cancellation Cancellation) : CancelOutcome;

    /// <summary>PortOne accepted the request; the result must be retrieved later.</summary>
    public sealed record Requested : CancelOutcome;

    /// <summary>
    /// PortOne rejected the request for a documented reason. An earlier request for the same refund may have succeeded,
    /// so the payment must be retrieved before the refund is ended.
    /// </summary>
    public sealed record Rejected(string Reason) : CancelOutcome;

    /// <summary>The result is unknown: no response, or one that cannot be parsed.</summary>
    public sealed record Unknown(string Reason) : CancelOutcome;
}

/// <summary>A cancel request, with the values that were frozen when the refund was opened.</summary>
public sealed record CancelCommand(
    Guid RefundId, string PaymentKey, long AmountMinor, long TaxFreeMinor, long CancellableMinor, string Reason);

internal sealed record CancelResponse(CancellationResponse? Cancellation)
{
    // The error types that PortOne documents for a cancel request, with their HTTP status.
    private static readonly Dictionary<string, HttpStatusCode> DocumentedErrors = new()
    {
        ["INVALID_REQUEST"] = HttpStatusCode.BadRequest,
        ["NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT"] = HttpStatusCode.BadRequest,
        ["PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED"] = HttpStatusCode.BadRequest,
        ["PAYMENT_NOT_FOUND"] = HttpStatusCode.NotFound,
        ["PAYMENT_NOT_PAID"] = HttpStatusCode.Conflict,
        ["PAYMENT_ALREADY_CANCELLED"] = HttpStatusCode.Conflict,
        ["CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN"] = HttpStatusCode.Conflict,
        ["CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT"] = HttpStatusCode.Conflict,
        ["SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT"] = HttpStatusCode.Conflict,
        ["CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT"] = HttpStatusCode.Conflict,
        ["CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT"] = HttpStatusCode.Conflict,
        ["MAX_CANCEL_COUNT_REACHED"] = HttpStatusCode.Conflict,
    };

    public CancelOutcome ToOutcome(CancelCommand command) => Cancellation switch
    {
        // A response to our Idempotency-Key is about our refund, even if PortOne shortened the reason with its id.
        { Status: CancellationResponse.Succeeded } when Cancellation.AsSucceeded() is { } done
            && done.AmountMinor == command.AmountMinor && (done.RefundId ?? command.RefundId) == command.RefundId =>
            new CancelOutcome.Succeeded(done with { RefundId = command.RefundId }),
        { Status: CancellationResponse.Requested } => new CancelOutcome.Requested(),
        { Status: CancellationResponse.Failed } => new CancelOutcome.Rejected(CancellationResponse.Failed),
        _ => new CancelOutcome.Unknown("an answer that cannot be understood"),
    };

    /// <summary>Maps an error response; rejected only for a documented type with its documented status.</summary>
    public static CancelOutcome OfError(HttpStatusCode status, string? type) =>
        type is not null && DocumentedErrors.TryGetValue(type, out var expected) && expected == status
            ? new CancelOutcome.Rejected(type)
            : new CancelOutcome.Unknown(type is null ? $"status {(int)status}" : $"status {(int)status} {type}");
}
