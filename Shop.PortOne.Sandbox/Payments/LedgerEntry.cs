// The bank's own book: every capture and every won that went back, in the order in which it happened. What the shop
// believes is compared with this.
namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Money that came in, or went back.</summary>
public sealed record LedgerEntry(
    long Number,
    LedgerEntryType Type,
    string PaymentId,
    string TransactionId,
    long Amount,
    string Currency,
    DateTimeOffset At,
    string? CancellationId = null,
    string? Reason = null)
{
    public string Id => $"event-{Number:D12}";

    /// <summary>Positive for a capture, negative for a cancellation.</summary>
    public long SignedAmount => Type == LedgerEntryType.Paid ? Amount : -Amount;
}

/// <summary>The provider's names for what moves money.</summary>
public enum LedgerEntryType
{
    Paid,
    PartialCancelled,
    Cancelled,
}
