// The border to PortOne's list of what moved money. One event that cannot be understood must not hide the others, and
// anybody can pay under the shop's store with an id of any shape, so each is read by itself, field by field.
using System.Text.Json;

namespace Shop.Commerce.PortOne;

/// <summary>
/// Money that moved at PortOne, or something of a type that PortOne has added since. The amount is not negative, and
/// absent together with its currency.
/// </summary>
public sealed record PortOneEvent(
    string Id, string Type, string PaymentKey, string? Reference, DateTimeOffset At, long? AmountMinor,
    string? Currency)
{
    private const string Paid = "PAID";
    private const long LargestAmount = 1_000_000_000_000_000;

    /// <summary>Reads an event; null when what identifies it is missing.</summary>
    internal static PortOneEvent? Read(JsonElement item)
    {
        if (item.Text("id") is not { } id || item.Text("type") is not { } type
            || item.Text("paymentId") is not { } paymentKey || item.Time("createdAt") is not { } at)
        {
            return null;
        }

        var cancellation = item.Part("cancellation");
        var amount = type == Paid
            ? item.Number("eventAmount")
            : -item.Number("eventAmount") ?? cancellation.Number("totalAmount");
        var currency = item.Text("currency") is { Length: 3 } code ? code : null;
        var isTold = amount is >= 0 and <= LargestAmount && currency is not null;
        return new(
            id, type, paymentKey, type == Paid ? item.Text("transactionId") : cancellation.Text("id"), at,
            isTold ? amount : null, isTold ? currency : null);
    }
}
