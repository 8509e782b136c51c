// What PortOne says to a cancel. HTTP 200 only means that it was understood: the cancellation's own status tells
// whether money went back. A refusal is certain only where PortOne says which rule was broken; everything else, an
// error of a proxy or a type that PortOne has added since, leaves it unknown, and unknown never turns into refused by
// itself.
using System.Net;

namespace Shop.Commerce.PortOne;

/// <summary>What became of a cancel.</summary>
public abstract record CancelOutcome
{
    /// <summary>The money went back.</summary>
    public sealed record Succeeded(Cancellation Cancellation) : CancelOutcome;

    /// <summary>It has been taken on; whether it succeeds is asked later.</summary>
    public sealed record Requested : CancelOutcome;

    /// <summary>Refused, for a reason of PortOne's; whether it went through before must still be asked.</summary>
    public sealed record Refused(string Because) : CancelOutcome;

    /// <summary>Nobody knows.</summary>
    public sealed record Unknown(string Trouble) : CancelOutcome;
}

/// <summary>A cancel as the shop froze it when it decided that the money goes back.</summary>
public sealed record CancelCommand(
    Guid RefundId, string PaymentKey, long AmountMinor, long TaxFreeMinor, long CancellableMinor, string Reason);

/// <summary>PortOne's answer to a cancel.</summary>
internal sealed record CancelAnswer(CancellationAnswer? Cancellation)
{
    // The types that PortOne documents for a cancel, with the status of each.
    private static readonly Dictionary<string, HttpStatusCode> Refusals = new()
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

    public CancelOutcome For(CancelCommand command) => Cancellation switch
    {
        // The answer to our own request under our own key is ours, however its reason was cut on the way.
        { Status: CancellationAnswer.Succeeded } when Cancellation.AsSucceeded() is { } done
            && done.AmountMinor == command.AmountMinor && (done.RefundId ?? command.RefundId) == command.RefundId =>
            new CancelOutcome.Succeeded(done with { RefundId = command.RefundId }),
        { Status: CancellationAnswer.Requested } => new CancelOutcome.Requested(),
        { Status: CancellationAnswer.Failed } => new CancelOutcome.Refused(CancellationAnswer.Failed),
        _ => new CancelOutcome.Unknown("an answer that cannot be understood"),
    };

    /// <summary>Understands an error.</summary>
    public static CancelOutcome OfError(HttpStatusCode status, string? type) =>
        type is not null && Refusals.TryGetValue(type, out var expected) && expected == status
            ? new CancelOutcome.Refused(type)
            : new CancelOutcome.Unknown(type is null ? $"status {(int)status}" : $"status {(int)status} {type}");
}
