// Aspire's service defaults: telemetry, health checks and service discovery for every service. Differences from the
// template: each client chooses its resilience (Resilience.cs), spans contain no query string and no identity
// verification id (SpanRedaction.cs), and a collector that does not answer cannot delay the end of the process
// (TelemetryShutdown.cs).
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shop.ServiceDefaults.Telemetry;

namespace Shop.ServiceDefaults;

public static class Extensions
{
    private const string HealthPath = "/health";
    private const string AlivePath = "/alive";
    private const string LiveTag = "live";
    private const string ShopNames = "Shop.*"; // The shop's meters and activity sources.

    /// <summary>
    /// Adds telemetry, service discovery and a health check that always succeeds: the process responds. Services add
    /// their readiness checks.
    /// </summary>
    public static void AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        // The host logs a failed start with its stack trace. ServiceHost prints one line instead.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.ConfigureOpenTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.AddWarmUp();
        builder.Services.AddServiceDiscovery();

        // The span of a call has the same information, and the log scope would contain the address with its query.
        builder.Services.ConfigureHttpClientDefaults(client => client.RemoveAllLoggers());
    }

    /// <summary>
    /// Maps <c>/health</c> (ready for traffic) and <c>/alive</c> (the process responds). Both return one word: Healthy,
    /// Degraded or Unhealthy. They are mapped in Production too, for the orchestrator's probes.
    /// </summary>
    public static void MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(HealthPath).DisableHttpMetrics();
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) })
            .DisableHttpMetrics();
    }

    // Exports traces, metrics and logs over OTLP to OTEL_EXPORTER_OTLP_ENDPOINT. Collects nothing if it is not set.
    private static void ConfigureOpenTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddNpgsqlInstrumentation()
                .AddMeter(ShopNames))
            .WithTracing(tracing => tracing
                // Overrides Aspire's OTEL_TRACES_SAMPLER=always_on, which would record the database call of a filtered
                // health probe as a separate trace.
                .SetSampler(new ParentBasedSampler(
                    new AlwaysOnSampler(), remoteParentNotSampled: new AlwaysOnSampler()))
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context =>
                        !IsHealthProbe(context.Request.Path) && !OwnServer.IsWarmUp(context.Request);
                    options.EnrichWithHttpRequest = (span, _) => SpanRedaction.RedactServerSpan(span);
                    options.EnableAspNetCoreSignalRSupport = false; // One span per rendered batch of a Blazor page.

                    // With it a form's handler starts a new trace, apart from the POST that submitted the form. See
                    // findings/blazor-form-post-splits-trace.sh.
                    options.EnableRazorComponentsSupport = false;
                })
                .AddHttpClientInstrumentation(options =>
                    options.EnrichWithHttpRequestMessage = SpanRedaction.RedactClientSpan)
                .AddSource(ShopNames)
                .AddSource("Grpc.Net.Client") // Adds the gRPC status, which the HTTP span lacks.
                .AddNpgsql())
            .UseOtlpExporter();
        builder.Services.AddHostedService<TelemetryShutdown>();
    }

    private static bool IsHealthProbe(PathString path) =>
        path.StartsWithSegments(HealthPath) || path.StartsWithSegments(AlivePath);
}
