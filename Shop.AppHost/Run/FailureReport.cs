// Prints at the prompt why a resource failed. Aspire shows this only on the dashboard, and the resources that depend on
// the failed one keep waiting.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Shop.AppHost.Run;

/// <summary>Prints why a resource failed.</summary>
internal static class FailureReport
{
    private const int MaxLines = 10;

    private static readonly TimeSpan LogTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Prints the last log lines of each resource that fails to start or ends with an exit code other than 0.
    /// </summary>
    public static void ReportFailures(this IDistributedApplicationBuilder builder) =>
        builder.Eventing.Subscribe<ResourceStoppedEvent>(async (stopped, ct) =>
        {
            if (stopped.ResourceEvent.Snapshot.ExitCode is not (null or 0)
                || stopped.ResourceEvent.Snapshot.State?.Text == KnownResourceStates.FailedToStart)
            {
                await PrintAsync(stopped.Services, stopped.ResourceEvent, ct);
            }
        });

    /// <summary>The report of one failure. <paramref name="exitCode"/> is null if the process never started.</summary>
    internal static string Describe(string resource, int? exitCode, IReadOnlyCollection<string> log)
    {
        var failure = exitCode is { } code ? $"ended with exit code {code}" : "failed to start";
        return string.Join(Environment.NewLine, [
            $"{resource} {failure}. Correct the cause, then start {resource} on the dashboard or run the shop again.",
            log.Count == 0 ? "It has no log." : "The end of its log:",
            .. log,
        ]);
    }

    private static async Task PrintAsync(IServiceProvider services, ResourceEvent failed, CancellationToken ct)
    {
        var log = await ReadLogAsync(services.GetRequiredService<ResourceLoggerService>(), failed.ResourceId, ct);
        await Console.Error.WriteLineAsync(Describe(failed.Resource.Name, failed.Snapshot.ExitCode, log));
    }

    private static async Task<IReadOnlyCollection<string>> ReadLogAsync(
        ResourceLoggerService logs, string resourceId, CancellationToken ct)
    {
        var lines = new Queue<string>();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(LogTimeout);
        try
        {
            await foreach (var batch in logs.WatchAsync(resourceId).WithCancellation(timeout.Token))
            {
                foreach (var line in batch)
                {
                    lines.Enqueue(line.Content);
                    if (lines.Count > MaxLines)
                    {
                        lines.Dequeue();
                    }
                }
            }

            return lines;
        }
        catch (OperationCanceledException)
        {
            return lines; // The log stream may stay open after the end; the lines so far are enough.
        }
    }
}
