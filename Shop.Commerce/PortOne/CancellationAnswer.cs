// A cancellation as PortOne tells it, in a payment and in the answer to a cancel.
namespace Shop.Commerce.PortOne;

/// <summary>A cancellation, whatever became of it.</summary>
internal sealed record CancellationAnswer(
    string? Status, string? Id, long? TotalAmount, long? TaxFreeAmount, string? Reason, string? Trigger,
    DateTimeOffset? RequestedAt, DateTimeOffset? CancelledAt)
{
    public const string Succeeded = "SUCCEEDED";
    public const string Requested = "REQUESTED";
    public const string Failed = "FAILED";
    private const int GuidLength = 36;

    /// <summary>The shop's own refund: its id ends the reason that PortOne keeps.</summary>
    public Guid? RefundId =>
        Reason is { Length: >= GuidLength } && Guid.TryParseExact(Reason[^GuidLength..], "D", out var id) ? id : null;

    /// <summary>The cancellation as a fact; null when what a fact needs is missing.</summary>
    public Cancellation? AsSucceeded() =>
        PaymentAnswer.IsId(Id) && TotalAmount is { } amount and > 0
            ? new(
                Id, amount, Math.Clamp(TaxFreeAmount ?? 0, 0, amount), KnownTrigger, RequestedAt?.ToUniversalTime(),
                CancelledAt?.ToUniversalTime(), RefundId)
            : null;

    // What an operator typed at the console may name a person, and PortOne may add triggers; these do neither.
    private string KnownTrigger => Trigger switch
    {
        "CONSOLE" or Cancellation.ByApi or "PORTONE_ADMIN" or "CHARGEBACK" => Trigger,
        _ => "OUTSIDE",
    };
}
