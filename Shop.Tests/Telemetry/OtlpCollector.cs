// A collector for tests. It receives OTLP over HTTP and keeps every export, so that a test can follow a trace through
// the services and search every byte that they exported.
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shop.Tests.Telemetry.Otlp;

namespace Shop.Tests.Telemetry;

/// <summary>An OTLP collector (http/protobuf) that keeps what it receives.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _received = new();
    private readonly ConcurrentQueue<IReadOnlyList<SeenSpan>> _exports = new();
    private readonly ConcurrentDictionary<(string Name, string Service, string Instance), double> _gauges = new();
    private WebApplication? _server;

    /// <summary>The address that exporters send to.</summary>
    public string Address => _server!.Urls.Single();

    /// <summary>The body of each export: traces, metrics and logs.</summary>
    public IReadOnlyCollection<byte[]> Received => _received;

    /// <summary>The spans of one trace, or of all traces.</summary>
    public IReadOnlyList<SeenSpan> Spans(string? traceId = null) =>
        [.. _exports.SelectMany(spans => spans).Where(span => traceId is null || span.TraceId == traceId)];

    /// <summary>The latest value of a gauge from each replica of a service.</summary>
    public IReadOnlyList<double> Gauge(string service, string name) =>
        [.. _gauges
            .Where(gauge => gauge.Key.Name == name && gauge.Key.Service == service)
            .Select(gauge => gauge.Value)];

    /// <summary>Starts listening on a free port.</summary>
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
            Store(TracesData.Parser.ParseFrom(body.ToArray()));
        }
        else if (signal == "metrics")
        {
            Store(MetricsData.Parser.ParseFrom(body.ToArray()));
        }

        return Results.Bytes([], "application/x-protobuf");
    }

    // Adds all spans of an export together, so that a reader who sees the last one sees the others too.
    private void Store(TracesData traces)
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

    private void Store(MetricsData metrics)
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

/// <summary>An exported span. <paramref name="StatusCode"/> is OTLP's: 2 is an error.</summary>
public sealed record SeenSpan(
    string Service, string Instance, string Name, SpanKind Kind, string TraceId, string SpanId, string ParentSpanId,
    int StatusCode, IReadOnlyDictionary<string, string> Attributes);
