// A collector for tests. It receives OTLP over HTTP, so that a test can follow a trace through the services and search
// every byte that they exported. It keeps what tests ask for, and the newest exports only: the services export
// gigabytes during a run.
using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shop.Tests.Telemetry.Otlp;

namespace Shop.Tests.Telemetry;

/// <summary>An OTLP collector (http/protobuf).</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private const int MaxSpans = 100_000;
    private const int MaxBytes = 64 * 1024 * 1024;

    // The attributes of a span that tests read. Others, such as SQL statements, take most of the memory.
    private static readonly string[] KeptAttributes = ["url.", "http.", "rpc.", "db.system"];

    private readonly Newest<byte[]> _received = new(MaxBytes, body => body.Length);
    private readonly Newest<IReadOnlyList<SeenSpan>> _exports = new(MaxSpans, spans => spans.Count);
    private readonly ConcurrentDictionary<(string Name, string Service, string Instance), double> _gauges = new();
    private WebApplication? _server;

    /// <summary>The address that exporters send to.</summary>
    public string Address => _server!.Urls.Single();

    /// <summary>The bodies of the newest exports: traces, metrics and logs.</summary>
    public IReadOnlyCollection<byte[]> Received => _received.Items;

    /// <summary>The newest spans of one trace, or of all traces.</summary>
    public IReadOnlyList<SeenSpan> Spans(string? traceId = null) =>
        [.. _exports.Items.SelectMany(spans => spans).Where(span => traceId is null || span.TraceId == traceId)];

    /// <summary>The latest value of a gauge from each replica of a service.</summary>
    public IReadOnlyList<double> Gauge(string service, string name) =>
        [.. _gauges
            .Where(gauge => gauge.Key.Name == name && gauge.Key.Service == service)
            .Select(gauge => gauge.Value)];

    /// <summary>Starts listening on a free port.</summary>
    public async Task StartAsync()
    {
        var builder = LoopbackServer.CreateBuilder();
        _server = builder.Build();
        _server.MapPost("/v1/{signal}", ReceiveAsync);
        await _server.StartAsync();
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<IResult> ReceiveAsync(string signal, HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        _received.Add(body);
        switch (signal)
        {
            case "traces":
                // Adds all spans of an export together, so that a reader who sees the last one sees the others too.
                _exports.Add([.. TracesData.Parser.ParseFrom(body).ResourceSpans.SelectMany(SpansOf)]);
                break;
            case "metrics":
                StoreGauges(MetricsData.Parser.ParseFrom(body));
                break;
        }

        return Results.Bytes([], "application/x-protobuf");
    }

    private static IEnumerable<SeenSpan> SpansOf(ResourceSpans resource)
    {
        var (service, instance) = Origin(resource.Resource);
        return resource.ScopeSpans.SelectMany(scope => scope.Spans).Select(span => new SeenSpan(
            service, instance, string.Intern(span.Name), (SpanKind)span.Kind, Hex(span.TraceId), Hex(span.SpanId),
            Hex(span.ParentSpanId), span.Status?.Code ?? 0,
            span.Attributes
                .Where(a => KeptAttributes.Any(kept => a.Key.StartsWith(kept, StringComparison.Ordinal)))
                .ToDictionary(a => string.Intern(a.Key), a => Text(a.Value))));
    }

    private void StoreGauges(MetricsData metrics)
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

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static string Text(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        _ => "",
    };

    /// <summary>The newest items whose sizes add up to at most a limit.</summary>
    private sealed class Newest<T>(long limit, Func<T, long> sizeOf)
    {
        private readonly ConcurrentQueue<T> _items = new();
        private long _size;

        public IReadOnlyCollection<T> Items => _items;

        public void Add(T item)
        {
            _items.Enqueue(item);
            var size = Interlocked.Add(ref _size, sizeOf(item));
            while (size > limit && _items.TryDequeue(out var oldest))
            {
                size = Interlocked.Add(ref _size, -sizeOf(oldest));
            }
        }
    }
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
