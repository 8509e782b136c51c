using System.Diagnostics;

namespace Shop.Tests.Telemetry;

/// <summary>Follows the trace of a request that a test sends.</summary>
internal static class TraceExtensions
{
    /// <summary>A W3C traceparent header of a new trace, and the trace's id.</summary>
    public static (string Header, string Trace) NewTrace()
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        return ($"00-{trace}-{ActivitySpanId.CreateRandom()}-01", trace);
    }

    /// <summary>Sends a request in a new trace; returns its response and the id of the trace.</summary>
    public static async Task<(HttpResponseMessage Response, string Trace)> SendTracedAsync(
        this HttpClient http, HttpMethod method, string path, HttpContent? content = null)
    {
        var (header, trace) = NewTrace();
        using var request = new HttpRequestMessage(method, path);
        request.Content = content;
        request.Headers.Add("traceparent", header);
        return (await http.SendAsync(request), trace);
    }

    /// <summary>Waits until the spans of a trace satisfy a condition.</summary>
    public static Task<IReadOnlyList<SeenSpan>> TraceAsync(
        this RunningShop shop, string trace, Func<IReadOnlyList<SeenSpan>, bool> condition) =>
        Eventually.IsAsync(() => Task.FromResult(shop.Telemetry.Spans(trace)), condition);

    /// <summary>True if the service has served the request of this name in the trace.</summary>
    public static bool HasServed(this IReadOnlyList<SeenSpan> trace, string service, string? name = null) =>
        trace.Any(span => span.Kind == SpanKind.Server && span.Service == service && (name ?? span.Name) == span.Name);
}
