// The provider's ledger: every capture and cancellation in the order in which they happened. Tests compare the shop's
// ledger with it.
using System.Globalization;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>A capture or a cancellation.</summary>
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
    /// <summary>The event's id, which is also the cursor of a list that continues after it.</summary>
    public string Id => $"event-{At.ToUnixTimeMilliseconds()}-{Number}";

    /// <summary>The entry's number in a cursor; null if the text is not a cursor.</summary>
    public static long? NumberOf(string cursor) =>
        long.TryParse(cursor.Split('-')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Positive for a capture, negative for a cancellation.</summary>
    public long SignedAmount => Type == LedgerEntryType.Paid ? Amount : -Amount;
}

/// <summary>The provider's types of ledger events.</summary>
public enum LedgerEntryType
{
    Paid,
    PartialCancelled,
    Cancelled,
}
