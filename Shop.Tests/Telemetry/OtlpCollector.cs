// Plays the collector: takes OTLP over HTTP as any collector does, and keeps all of it, so that a test can follow one
// trace through the services, and can search every byte that left them.
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shop.Tests.Telemetry.Otlp;

namespace Shop.Tests.Telemetry;

/// <summary>An OTLP collector (http/protobuf) that remembers.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _received = new();
    private readonly ConcurrentQueue<IReadOnlyList<SeenSpan>> _exports = new();
    private readonly ConcurrentDictionary<(string Name, string Service, string Instance), double> _gauges = new();
    private WebApplication? _server;

    /// <summary>Where exporters send to.</summary>
    public string Address => _server!.Urls.Single();

    /// <summary>Each export as it came over the wire: traces, metrics and logs.</summary>
    public IReadOnlyCollection<byte[]> Received => _received;

    /// <summary>The spans of one trace, or of all.</summary>
    public IReadOnlyList<SeenSpan> Spans(string? traceId = null) =>
        [.. _exports.SelectMany(spans => spans).Where(span => traceId is null || span.TraceId == traceId)];

    /// <summary>The newest value of a gauge in each replica of a service.</summary>
    public IReadOnlyList<double> Gauge(string service, string name) =>
        [.. _gauges.Where(gauge => gauge.Key.Name == name && gauge.Key.Service == service).Select(gauge => gauge.Value)];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.MapPost("/v1/{signal}", ReceiveAsync);
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task<IResult> ReceiveAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _received.Enqueue(body.ToArray());
        if (signal == "traces")
        {
            Remember(TracesData.Parser.ParseFrom(body.ToArray()));
        }
        else if (signal == "metrics")
        {
            Remember(MetricsData.Parser.ParseFrom(body.ToArray()));
        }

        return Results.Bytes([], "application/x-protobuf");
    }

    // An export is seen as a whole: whoever sees its last span sees those before it.
    private void Remember(TracesData traces)
    {
        var spans = new List<SeenSpan>();
        foreach (var resource in traces.ResourceSpans)
        {
            var (service, instance) = Origin(resource.Resource);
            foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans))
            {
                spans.Add(new(
                    service, instance, span.Name, (SpanKind)span.Kind, Hex(span.TraceId), Hex(span.SpanId),
                    Hex(span.ParentSpanId), span.Status?.Code ?? 0,
                    span.Attributes.ToDictionary(a => a.Key, a => Text(a.Value))));
            }
        }

        _exports.Enqueue(spans);
    }

    private void Remember(MetricsData metrics)
    {
        foreach (var resource in metrics.ResourceMetrics)
        {
            var (service, instance) = Origin(resource.Resource);
            foreach (var metric in resource.ScopeMetrics.SelectMany(scope => scope.Metrics))
            {
                foreach (var point in metric.Gauge?.DataPoints ?? [])
                {
                    _gauges[(metric.Name, service, instance)] =
                        point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
                }
            }
        }
    }

    private static (string Service, string Instance) Origin(Resource resource)
    {
        var attributes = resource.Attributes.ToDictionary(a => a.Key, a => Text(a.Value));
        return (attributes["service.name"], attributes.GetValueOrDefault("service.instance.id", ""));
    }

    private static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static string Text(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        _ => "",
    };
}

/// <summary>OTLP's SpanKind.</summary>
public enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>A span as the collector saw it; <paramref name="StatusCode"/> is OTLP's: 2 is an error.</summary>
public sealed record SeenSpan(
    string Service, string Instance, string Name, SpanKind Kind, string TraceId, string SpanId, string ParentSpanId,
    int StatusCode, IReadOnlyDictionary<string, string> Attributes);
