using System.Diagnostics;

namespace Shop.Commerce.Payments;

/// <summary>The spans of work that no request asked for: one trace per job.</summary>
internal static class JobSpans
{
    private static readonly ActivitySource Source = new("Shop.Commerce.Jobs");

    /// <summary>Starts the span of one job; null where nothing is collected.</summary>
    public static Activity? Start(string name) => Source.StartActivity(name);
}
