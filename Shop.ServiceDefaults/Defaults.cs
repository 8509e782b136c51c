// What every service of the shop has: discovery, health, telemetry. Resilience is chosen by each client, because the
// right kind depends on what is called, and discovery with it, because it comes after what repeats: see Resilience.cs.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Shop.ServiceDefaults;

/// <summary>The defaults that each service adds first and maps last.</summary>
public static class Defaults
{
    internal const string HealthPath = "/health";
    internal const string AlivePath = "/alive";

    private const string Live = "live";

    /// <summary>Adds service discovery, health checks and telemetry.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddQuietStart();
        builder.AddTelemetry();
        builder.Services.AddServiceDiscovery();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);
        return builder;
    }

    /// <summary>Maps <c>/health</c> (ready for traffic) and <c>/alive</c> (the process answers).</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(HealthPath, new HealthCheckOptions { ResponseWriter = WriteAsync }).DisableHttpMetrics();
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live) })
            .DisableHttpMetrics();
        return app;
    }

    // The status, as ever, and under it what is degraded and why. What has failed outright is not told here: that may
    // be an exception, and the door is open to everybody.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(string.Join('\n', report.Entries
            .Where(entry => entry.Value.Status == HealthStatus.Degraded)
            .Select(entry => $"{entry.Key}: {entry.Value.Description}")
            .Prepend($"{report.Status}")));
    }
}
