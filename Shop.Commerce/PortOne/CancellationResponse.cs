// A cancellation in PortOne's JSON: an item of a payment's cancellations, or the response to a cancel request.
namespace Shop.Commerce.PortOne;

internal sealed record CancellationResponse(
    string? Status, string? Id, long? TotalAmount, long? TaxFreeAmount, string? Reason, string? Trigger,
    DateTimeOffset? RequestedAt, DateTimeOffset? CancelledAt)
{
    public const string Succeeded = "SUCCEEDED";
    public const string Requested = "REQUESTED";
    public const string Failed = "FAILED";
    private const int GuidLength = 36;

    /// <summary>
    /// The id of the shop's refund, which is at the end of the reason; null if the reason names none.
    /// </summary>
    public Guid? RefundId =>
        Reason is { Length: >= GuidLength } && Guid.TryParseExact(Reason[^GuidLength..], "D", out var id) ? id : null;

    /// <summary>The cancellation as a succeeded one; null if its id or a positive amount is missing.</summary>
    public Cancellation? AsSucceeded() =>
        PaymentResponse.IsId(Id) && TotalAmount is { } amount and > 0
            ? new(
                Id, amount, Math.Clamp(TaxFreeAmount ?? 0, 0, amount), KnownTrigger, RequestedAt?.ToUniversalTime(),
                CancelledAt?.ToUniversalTime(), RefundId)
            : null;

    // The trigger is stored instead of the reason, because an operator may have typed personal data as the reason in
    // the console. PortOne may add triggers; an unknown one becomes OUTSIDE.
    private string KnownTrigger => Trigger switch
    {
        "CONSOLE" or Cancellation.ByApi or "PORTONE_ADMIN" or "CHARGEBACK" => Trigger,
        _ => "OUTSIDE",
    };
}
