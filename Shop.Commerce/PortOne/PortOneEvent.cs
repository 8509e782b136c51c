// Parses an event of PortOne's list of payment events. Each event is read separately and leniently, because one
// unreadable event must not hide the others, and because a payment under the shop's store may have any id.
using System.Text.Json;

namespace Shop.Commerce.PortOne;

/// <summary>
/// A payment event of PortOne, of a known type or of one that PortOne added later. The amount is never negative; amount
/// and currency are both present or both null.
/// </summary>
public sealed record PortOneEvent(
    string Id, string Type, string PaymentKey, string? Reference, DateTimeOffset At, long? AmountMinor,
    string? Currency)
{
    private const string Paid = "PAID";
    private const long LargestAmount = 1_000_000_000_000_000;

    /// <summary>Reads an event; null if its id, type, payment id or time is missing.</summary>
    internal static PortOneEvent? Read(JsonElement item)
    {
        if (item.Text("id") is not { } id || item.Text("type") is not { } type
            || item.Text("paymentId") is not { } paymentKey || item.Time("createdAt") is not { } at)
        {
            return null;
        }

        var cancellation = item.Part("cancellation");

        // PortOne reports the amount of a cancellation as negative.
        var amount = type == Paid
            ? item.Number("eventAmount")
            : -item.Number("eventAmount") ?? cancellation.Number("totalAmount");
        var currency = item.Text("currency") is { Length: 3 } code ? code : null;
        var hasAmount = amount is >= 0 and <= LargestAmount && currency is not null;
        return new(
            id, type, paymentKey, type == Paid ? item.Text("transactionId") : cancellation.Text("id"), at,
            hasAmount ? amount : null, hasAmount ? currency : null);
    }
}
