// The bank's own book: every capture and every won that went back, in the order in which it happened. What the shop
// believes is compared with this.
using System.Globalization;

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
    /// <summary>The event's id, and the cursor with which a list goes on after it.</summary>
    public string Id => $"event-{At.ToUnixTimeMilliseconds()}-{Number}";

    /// <summary>The place in the book that a cursor names; null when it is none.</summary>
    public static long? NumberOf(string cursor) =>
        long.TryParse(cursor.Split('-')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

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
