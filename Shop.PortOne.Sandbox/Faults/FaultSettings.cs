// The injected faults. All are off by default. A PUT replaces all settings; omitted ones are off.
using System.Text.Json.Serialization;
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.Faults;

/// <summary>Faults of the provider's API, and of its webhooks.</summary>
/// <param name="LatencyMs">The delay of every call in milliseconds.</param>
/// <param name="ErrorRate">The share of calls that fail before the work is done.</param>
/// <param name="TimeoutRate">The share of calls whose work is done and which are never answered.</param>
/// <param name="ErrorAfterCommitRate">The share of calls whose work is done and which are answered with a 5xx.</param>
/// <param name="Only">Limits the faults of calls to paths with this ending.</param>
/// <param name="Cancellations">The status of a cancellation that is not refused.</param>
/// <param name="Seed">The same seed gives the same faults to the same calls.</param>
public sealed record FaultSettings(
    int LatencyMs = 0,
    double ErrorRate = 0,
    double TimeoutRate = 0,
    double ErrorAfterCommitRate = 0,
    string? Only = null,
    CancellationStatus Cancellations = CancellationStatus.Succeeded,
    int Seed = 1,
    WebhookFaults? Webhooks = null)
{
    private const int LongestMs = 600_000;

    /// <summary>The faults of webhooks; none if they were omitted.</summary>
    public WebhookFaults OfWebhooks => Webhooks ?? new WebhookFaults();

    /// <summary>Whether the faults apply to calls of this path.</summary>
    public bool Befall(PathString path) =>
        Only is not { } end || path.Value?.EndsWith(end, StringComparison.Ordinal) == true;

    /// <summary>Why these settings are invalid; null if they are valid.</summary>
    public string? Problem()
    {
        double[] rates = [ErrorRate, TimeoutRate, ErrorAfterCommitRate, OfWebhooks.ForgedRate];
        if (!rates.All(rate => rate is >= 0 and <= 1) || ErrorRate + TimeoutRate + ErrorAfterCommitRate > 1)
        {
            return "Rates must be between 0 and 1, and the sum of the calls' rates at most 1.";
        }

        return LatencyMs is < 0 or > LongestMs || OfWebhooks.DelayMs is < 0 or > LongestMs
            || OfWebhooks.Duplicates is < 0 or > 100 || OfWebhooks.RetryScale is < 0 or > 1
            ? "Delays must be 0 to 600000 ms, duplicates 0 to 100 and retryScale 0 to 1."
            : null;
    }
}

/// <summary>Faults of webhooks.</summary>
/// <param name="Duplicates">The number of additional copies of each webhook.</param>
/// <param name="DelayMs">The delay of each webhook in milliseconds.</param>
/// <param name="Reorder">Whether webhooks are sent out of order.</param>
/// <param name="ForgedRate">The share of webhooks that are accompanied by a forged copy.</param>
/// <param name="RetryScale">The factor by which the delays before retries are multiplied.</param>
public sealed record WebhookFaults(
    WebhookMode Mode = WebhookMode.Normal,
    int Duplicates = 0,
    int DelayMs = 0,
    bool Reorder = false,
    double ForgedRate = 0,
    double RetryScale = 1);

/// <summary>Whether webhooks are sent at all.</summary>
public enum WebhookMode
{
    /// <summary>Webhooks are sent.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>Every due webhook is dropped.</summary>
    [JsonStringEnumMemberName("off")]
    Off,
}
