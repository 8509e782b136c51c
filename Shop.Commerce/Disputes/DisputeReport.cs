// A webhook about a dispute. PortOne lists the disputes of a payment only while nothing of it is refunded; after that,
// its webhooks are the only source. A webhook names no dispute, only the payment's transaction and the time of the
// event. PortOne repeats and reorders webhooks, so these times decide what is new.
using System.Globalization;
using System.Text.Json;

namespace Shop.Commerce.Disputes;

/// <summary>
/// A signed <c>Transaction.DisputeCreated</c> or <c>Transaction.DisputeResolved</c>; <paramref name="At"/> is the time
/// of the event in whole microseconds, as the database stores times.
/// </summary>
public sealed record DisputeReport(bool IsResolved, string TransactionId, DateTimeOffset At)
{
    private const string Created = "Transaction.DisputeCreated";
    private const string Resolved = "Transaction.DisputeResolved";
    private const string Unknown = "UNKNOWN";

    /// <summary>The types of webhooks that report a dispute.</summary>
    public static readonly string[] Types = [Created, Resolved];

    private string Id => string.Create(CultureInfo.InvariantCulture, $"{TransactionId} {At.UtcDateTime:O}");

    /// <summary>
    /// Reads the body of a stored webhook, leniently; null if it is of another type. Without a plausible time of the
    /// event, the time of receipt is used.
    /// </summary>
    public static DisputeReport? Read(string? type, string body, DateTimeOffset receivedAt)
    {
        if (type is not (Created or Resolved))
        {
            return null;
        }

        using var json = JsonDocument.Parse(body);
        var at = json.RootElement.Time("timestamp") is { } time && PaymentResponse.IsPlausible(time)
            ? time
            : receivedAt;
        return new(
            type == Resolved,
            json.RootElement.Part("data").Text("transactionId") ?? Unknown,
            at.ToMicroseconds().ToUniversalTime());
    }

    /// <summary>
    /// What the report changes about the recorded disputes of its payment. A resolution resolves every open dispute
    /// that was opened before it. One that finds none is recorded by itself, so that the report of the opening, if it
    /// arrives later, opens nothing.
    /// </summary>
    internal IReadOnlyList<Dispute> ChangesTo(IReadOnlyCollection<PaymentDispute> recorded)
    {
        var open = recorded.Where(dispute => dispute.IsOpen && dispute.OpenedAt <= At).ToList();
        if (IsResolved && open.Count > 0)
        {
            return [.. open.Select(dispute =>
                new Dispute(dispute.Id, Dispute.Resolved, Reason: null, dispute.OpenedAt, At))];
        }

        if (recorded.Any(dispute => dispute.Id == Id || dispute.ResolvedAt >= At))
        {
            return [];
        }

        return IsResolved
            ? [new(Id, Dispute.Resolved, Reason: null, At, At)]
            : [new(Id, Dispute.Unresolved, Reason: null, At, ResolvedAt: null)];
    }
}
