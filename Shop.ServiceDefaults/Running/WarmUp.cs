// The first run of a path takes many times longer than the next ones: the runtime compiles it, EF Core builds its
// model, and connections are opened. Under load the first calls of a service that has just started would exceed the
// timeouts of its callers. So a service runs its hot paths once when its server has started, and reports Healthy on
// /health afterwards. /alive does not depend on it.
// A step writes nothing and appears neither in traces nor in the server's metrics. A step that fails, or does not end
// in time, is logged, and the service becomes ready without it.
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;

namespace Shop.ServiceDefaults;

public static class WarmUpRegistration
{
    /// <summary>Adds a step, which gets the services of a new scope. It must write nothing.</summary>
    public static void AddWarmUp(
        this IServiceCollection services, string name, Func<IServiceProvider, CancellationToken, Task> runAsync) =>
        services.AddSingleton(new WarmUpStep(name, runAsync));

    /// <summary>Adds a step that requests a path of this service.</summary>
    public static void AddWarmUpRequest(this IServiceCollection services, string path) => services.AddWarmUp(
        $"GET {path}",
        async (provider, ct) =>
        {
            using var response = await provider.GetRequiredService<OwnServer>().CreateClient().GetAsync(path, ct);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable) // Other services may be starting too.
            {
                response.EnsureSuccessStatusCode();
            }
        });

    internal static void AddWarmUp(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<OwnServer>();
        builder.Services.AddHttpClient(OwnServer.ClientName, OwnServer.Mark);
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WarmUp>());
        builder.Services.AddHealthChecks().AddCheck<WarmUp>("warm-up");
        builder.Services.AddTransient<IStartupFilter, WithoutServerMetrics>();
    }

    private sealed class WithoutServerMetrics : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                if (OwnServer.IsWarmUp(context.Request)
                    && context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
                {
                    metrics.MetricsDisabled = true;
                }

                return following(context);
            });
            next(app);
        };
    }
}

/// <summary>A step of the warm-up.</summary>
internal sealed record WarmUpStep(string Name, Func<IServiceProvider, CancellationToken, Task> RunAsync);

/// <summary>Runs the steps in parallel after the server has started. The health check waits for their end.</summary>
internal sealed class WarmUp(
    IEnumerable<WarmUpStep> steps, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, TimeProvider clock,
    ILogger<WarmUp> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits, because an orchestrator that gets Unhealthy asks again only seconds later.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct)
    {
        await _ended.Task.WaitAsync(ct);
        return HealthCheckResult.Healthy();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        using var suppressed = SuppressInstrumentationScope.Begin();
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token);
        var failed = (await Task.WhenAll(steps.Select(step => RunAsync(step, end.Token)))).OfType<string>().ToList();
        if (failed.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning(
                "The warm-up failed at {Steps}. The service is ready, but its first requests may be slow",
                string.Join(", ", failed));
        }

        _ended.SetResult();
    }

    // Returns null, or the step with the error.
    private async Task<string?> RunAsync(WarmUpStep step, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await step.RunAsync(scope.ServiceProvider, ct).WaitAsync(ct);
            return null;
        }
        catch (Exception error)
        {
            return $"{step.Name} ({error.GetType().Name}: {ServiceHost.OneLine(error)})";
        }
    }
}
