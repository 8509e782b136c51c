// Traces, metrics and logs, sent over OTLP to where OTEL_EXPORTER_OTLP_ENDPOINT says; without it nothing is sent. The
// framework, HttpClient, Npgsql and the runtime publish their own, so no instrumentation package is needed.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Shop.ServiceDefaults;

/// <summary>What a service tells about itself.</summary>
internal static class Telemetry
{
    private const string OurOwn = "Shop.*";

    // The server's spans carry method, route and status only when they are not suppressed, as .NET 10 does by default.
    private const string SuppressesServerTags = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        AppContext.SetSwitch(SuppressesServerTags, false);
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithTracing(traces => traces
                .SetSampler(new ParentBasedSampler(new AllButProbes()))
                .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", OurOwn))
            .WithMetrics(metrics => metrics
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddMeter("System.Net.Http", "System.Runtime", "Npgsql", OurOwn))
            .UseOtlpExporter();
    }

    /// <summary>Probes ask every few seconds and say nothing about the shop: they, and what they ask, are not traced.</summary>
    private sealed class AllButProbes : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters span)
        {
            foreach (var tag in span.Tags ?? [])
            {
                if (tag is { Key: "url.path", Value: Defaults.HealthPath or Defaults.AlivePath })
                {
                    return new(SamplingDecision.Drop);
                }
            }

            return new(SamplingDecision.RecordAndSample);
        }
    }
}
