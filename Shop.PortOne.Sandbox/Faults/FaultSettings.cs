// What goes wrong on purpose. Everything is off until asked for; a PUT replaces all of it, and what it leaves out is
// off.
using System.Text.Json.Serialization;
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.Faults;

/// <summary>Faults of the provider's API, and of its webhooks.</summary>
/// <param name="LatencyMs">How much later calls are answered.</param>
/// <param name="ErrorRate">How many calls fail with nothing done.</param>
/// <param name="TimeoutRate">How many calls are done and never answered.</param>
/// <param name="ErrorAfterCommitRate">How many calls are done and answered with a 5xx.</param>
/// <param name="Only">How the paths of the calls end that all this befalls; all calls without it.</param>
/// <param name="Cancellations">What becomes of a cancellation that nothing forbids.</param>
/// <param name="Seed">The same seed gives the same fates to the same calls.</param>
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

    /// <summary>The faults of webhooks, none when they were left out.</summary>
    public WebhookFaults OfWebhooks => Webhooks ?? new WebhookFaults();

    /// <summary>Whether what goes wrong goes wrong with a call of this path.</summary>
    public bool Befall(PathString path) =>
        Only is not { } end || path.Value?.EndsWith(end, StringComparison.Ordinal) == true;

    /// <summary>What is wrong with these settings; null when nothing is.</summary>
    public string? Problem()
    {
        double[] rates = [ErrorRate, TimeoutRate, ErrorAfterCommitRate, OfWebhooks.ForgedRate];
        if (!rates.All(rate => rate is >= 0 and <= 1) || ErrorRate + TimeoutRate + ErrorAfterCommitRate > 1)
        {
            return "Rates are between 0 and 1, and those of calls are at most 1 together.";
        }

        return LatencyMs is < 0 or > LongestMs || OfWebhooks.DelayMs is < 0 or > LongestMs
            || OfWebhooks.Duplicates is < 0 or > 100 || OfWebhooks.RetryScale is < 0 or > 1
            ? "Delays are 0 to 600000 ms, duplicates 0 to 100, retryScale 0 to 1."
            : null;
    }
}

/// <summary>Faults of webhooks.</summary>
/// <param name="Duplicates">How many copies of each webhook follow it.</param>
/// <param name="DelayMs">How much later each webhook leaves.</param>
/// <param name="Reorder">Whether webhooks overtake each other.</param>
/// <param name="ForgedRate">How many webhooks are accompanied by one that nobody here signed.</param>
/// <param name="RetryScale">By how much the waits before a retry shrink.</param>
public sealed record WebhookFaults(
    WebhookMode Mode = WebhookMode.Normal,
    int Duplicates = 0,
    int DelayMs = 0,
    bool Reorder = false,
    double ForgedRate = 0,
    double RetryScale = 1);

/// <summary>Whether webhooks leave at all.</summary>
public enum WebhookMode
{
    /// <summary>Webhooks leave as they should.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>Every webhook that is due is lost.</summary>
    [JsonStringEnumMemberName("off")]
    Off,
}
