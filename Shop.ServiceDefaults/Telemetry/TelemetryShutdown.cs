// Disposing OpenTelemetry's three providers waits up to 5 s for each, one after the other. With a collector that
// accepts connections and never answers, a service needs 15 s to end, and Aspire kills it after 6 s. This class shuts
// down all three in parallel within one timeout; disposing them afterwards returns at once. See
// findings/otel-silent-collector-shutdown.sh.
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Shop.ServiceDefaults.Telemetry;

/// <summary>Flushes and shuts down telemetry after the server and the workers have stopped.</summary>
internal sealed class TelemetryShutdown(IServiceProvider services) : IHostedLifecycleService
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1.5);

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        var milliseconds = (int)Timeout.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => services.GetService<TracerProvider>()?.Shutdown(milliseconds), CancellationToken.None),
            Task.Run(() => services.GetService<MeterProvider>()?.Shutdown(milliseconds), CancellationToken.None),
            Task.Run(() => services.GetService<LoggerProvider>()?.Shutdown(milliseconds), CancellationToken.None));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
