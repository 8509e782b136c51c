// Aspire's service defaults: telemetry, health checks and service discovery for every service. Differences from the
// template: each client chooses its own resilience (Resilience.cs), spans carry no query string and no identity
// verification id (SpanRedaction.cs), and a collector that does not answer cannot delay the end of the process
// (TelemetryShutdown.cs).
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Shop.ServiceDefaults;

/// <summary>What each service adds first and maps last.</summary>
public static class Extensions
{
    private const string HealthPath = "/health";
    private const string AlivePath = "/alive";
    private const string LiveTag = "live";
    private const string ShopNames = "Shop.*"; // Of our own meters and activity sources.

    /// <summary>Adds telemetry, health checks and service discovery.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddQuietStart();
        builder.ConfigureOpenTelemetry();
        builder.AddDefaultHealthChecks();
        builder.Services.AddServiceDiscovery();

        // A client's span says what its log lines would. The log scope would hold the address of every call.
        builder.Services.ConfigureHttpClientDefaults(client => client.RemoveAllLoggers());
        return builder;
    }

    /// <summary>
    /// Exports traces, metrics and logs over OTLP to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>. Without it nothing is
    /// collected.
    /// </summary>
    public static TBuilder ConfigureOpenTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return builder;
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
                // Set in code because Aspire sets OTEL_TRACES_SAMPLER=always_on: with it the database call of a dropped
                // health probe would appear as a trace of its own.
                .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context => !IsHealthProbe(context.Request.Path);
                    options.EnrichWithHttpRequest = (span, _) => SpanRedaction.RedactServerSpan(span);
                    options.EnableAspNetCoreSignalRSupport = false; // One span per rendered batch of a Blazor page.

                    // A form's onsubmit begins a trace of its own there, apart from the request that posts the form.
                    options.EnableRazorComponentsSupport = false;
                })
                .AddHttpClientInstrumentation(options =>
                    options.EnrichWithHttpRequestMessage = SpanRedaction.RedactClientSpan)
                .AddSource(ShopNames)
                .AddSource("Grpc.Net.Client") // The gRPC status, which the HTTP span does not have.
                .AddNpgsql())
            .UseOtlpExporter();
        builder.Services.AddHostedService<TelemetryShutdown>();
        return builder;
    }

    /// <summary>Adds the check that the process responds. Other checks decide whether it is ready for traffic.</summary>
    public static TBuilder AddDefaultHealthChecks<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (ready for traffic) and <c>/alive</c> (the process responds). Both answer one word: Healthy,
    /// Degraded or Unhealthy. They are mapped in production too, for the orchestrator's probes.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(HealthPath).DisableHttpMetrics();
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) })
            .DisableHttpMetrics();
        return app;
    }

    private static bool IsHealthProbe(PathString path) =>
        path.StartsWithSegments(HealthPath) || path.StartsWithSegments(AlivePath);
}
