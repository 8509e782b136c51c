using System.Diagnostics;

namespace Shop.Commerce.Payments;

/// <summary>Starts the spans of background jobs: one trace per job, because no request started it.</summary>
internal static class JobSpans
{
    private static readonly ActivitySource Source = new("Shop.Commerce.Jobs");

    /// <summary>Starts the span of a job; null if no telemetry is collected.</summary>
    public static Activity? Start(string name) => Source.StartActivity(name);
}
