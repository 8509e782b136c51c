// Prints at the prompt why a resource failed. Aspire shows this only on the dashboard, and the resources that depend on
// the failed one keep waiting.
namespace Shop.AppHost.Run;

internal static class FailureReport
{
    private const int MaxLines = 10;

    private static readonly TimeSpan LogTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Prints the end of the log of each resource that fails to start or ends with an error.</summary>
    public static void ReportFailures(this IDistributedApplicationBuilder builder) =>
        builder.Eventing.Subscribe<ResourceStoppedEvent>(async (stopped, ct) =>
        {
            var (resource, snapshot) = (stopped.ResourceEvent.Resource, stopped.ResourceEvent.Snapshot);
            if (snapshot.ExitCode is not (null or 0) || snapshot.State?.Text == KnownResourceStates.FailedToStart)
            {
                var logs = stopped.Services.GetRequiredService<ResourceLoggerService>();
                var log = await ReadLogAsync(logs, stopped.ResourceEvent.ResourceId, ct);
                await Console.Error.WriteLineAsync(Describe(resource.Name, snapshot.ExitCode, log));
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

    private static async Task<IReadOnlyCollection<string>> ReadLogAsync(
        ResourceLoggerService logs, string resourceId, CancellationToken ct)
    {
        var lines = new List<string>();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(LogTimeout);
        try
        {
            await foreach (var batch in logs.WatchAsync(resourceId).WithCancellation(timeout.Token))
            {
                lines.AddRange(batch.Select(line => line.Content));
            }
        }
        catch (OperationCanceledException)
        {
            // The log stream may stay open after the end; the lines so far are enough.
        }

        return lines[^Math.Min(lines.Count, MaxLines)..];
    }
}
