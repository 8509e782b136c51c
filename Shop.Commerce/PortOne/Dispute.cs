using System.Globalization;
using System.Text.Json;

namespace Shop.Commerce.PortOne;

/// <summary>
/// A dispute in PortOne's answer. Its fields are read leniently: a dispute never makes a payment unreadable.
/// </summary>
public sealed record Dispute(
    string Id, string Status, string? Reason, DateTimeOffset? CreatedAt, DateTimeOffset? ResolvedAt)
{
    /// <summary>PortOne's status of a dispute that has ended. Every other status counts as open.</summary>
    public const string Resolved = "RESOLVED";

    /// <summary>PortOne's status of a dispute that waits for an answer.</summary>
    public const string Unresolved = "UNRESOLVED";

    private const string Unknown = "UNKNOWN";

    /// <summary>
    /// The disputes of an answer, one for each id; of several with one id the last counts. Null if the answer has no
    /// list of disputes.
    /// </summary>
    internal static IReadOnlyList<Dispute>? ReadAll(JsonElement disputes) =>
        disputes.ValueKind == JsonValueKind.Array
            ? [.. disputes.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(Read)
                .GroupBy(dispute => dispute.Id, (_, same) => same.Last())]
            : null;

    private static Dispute Read(JsonElement dispute)
    {
        var createdAt = PlausibleTime(dispute, "createdAt");
        return new(
            dispute.Text("pgDisputeId") ?? createdAt?.ToString("O", CultureInfo.InvariantCulture) ?? Unknown,
            dispute.Text("status") ?? Unknown,
            dispute.Text("reason"),
            createdAt,
            PlausibleTime(dispute, "resolvedAt"));
    }

    private static DateTimeOffset? PlausibleTime(JsonElement dispute, string name) =>
        dispute.Time(name) is { } time && PaymentResponse.IsPlausible(time) ? time : null;
}
