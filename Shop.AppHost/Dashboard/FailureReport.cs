// A resource that fails keeps others waiting, and the prompt would stay silent. The end of its log is printed there.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Shop.AppHost.Dashboard;

/// <summary>Prints why a resource failed.</summary>
internal static class FailureReport
{
    private const int Lines = 10;

    private static readonly TimeSpan LogTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Reports each resource that fails to start or ends with an exit code other than 0.</summary>
    public static void ReportFailures(this IDistributedApplicationBuilder builder) =>
        builder.Eventing.Subscribe<ResourceStoppedEvent>(async (stopped, ct) =>
        {
            if (stopped.ResourceEvent.Snapshot.ExitCode is not (null or 0)
                || stopped.ResourceEvent.Snapshot.State?.Text == KnownResourceStates.FailedToStart)
            {
                await PrintAsync(stopped.Services, stopped.ResourceEvent, ct);
            }
        });

    private static async Task PrintAsync(IServiceProvider services, ResourceEvent failed, CancellationToken ct)
    {
        var lines = new Queue<string>();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(LogTimeout);
        try
        {
            await foreach (var batch in services.GetRequiredService<ResourceLoggerService>()
                .WatchAsync(failed.ResourceId).WithCancellation(timeout.Token))
            {
                foreach (var line in batch)
                {
                    lines.Enqueue(line.Content);
                    if (lines.Count > Lines)
                    {
                        lines.Dequeue();
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What has been written until now is printed.
        }

        await Console.Error.WriteLineAsync(
            $"{failed.Resource.Name} ended with exit code {failed.Snapshot.ExitCode}. The end of its log:"
            + $"{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
    }
}
