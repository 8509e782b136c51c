// Traces, metrics and logs, sent over OTLP to where OTEL_EXPORTER_OTLP_ENDPOINT says; without it nothing is sent. The
// framework, HttpClient, Npgsql and the runtime publish their own, so no instrumentation package is needed. They tell
// addresses without their query (HttpClient writes `?*`), SQL without its values, and no body and no header but the
// user agent: nothing of that is personal as long as our paths are not.
using Microsoft.AspNetCore.Hosting;
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

    // .NET 10 gives the spans of requests no method and no path unless it is told to.
    private const string SuppressesRequestTags = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        AppContext.SetSwitch(SuppressesRequestTags, false);
        builder.Services.AddSingleton<IStartupFilter, RequestSpans>();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithTracing(traces => traces
                .SetSampler(new AllButProbes())
                .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Grpc.Net.Client", "Npgsql", OurOwn))
            .WithMetrics(metrics => metrics
                .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddMeter("System.Net.Http", "System.Runtime", "Npgsql", OurOwn))
            .UseOtlpExporter();
    }

    /// <summary>
    /// Probes ask every few seconds and say nothing about the shop: they, and what they ask in turn, are not traced,
    /// whoever asks. Everything else is traced as its caller is, or from here on.
    /// </summary>
    private sealed class AllButProbes : Sampler
    {
        private readonly ParentBasedSampler _asTheCaller = new(new AlwaysOnSampler());

        public override SamplingResult ShouldSample(in SamplingParameters span)
        {
            foreach (var tag in span.Tags ?? [])
            {
                if (tag is { Key: "url.path", Value: Defaults.HealthPath or Defaults.AlivePath })
                {
                    return new(SamplingDecision.Drop);
                }
            }

            return _asTheCaller.ShouldSample(span);
        }
    }
}
