// Kills, suspends, stops and starts services of the graph, for tests of outages and restarts.
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shop.AppHost.Dashboard;

namespace Shop.Tests.Web;

/// <summary>Stops and starts services, in an orderly way or by a signal.</summary>
internal static class ServiceControl
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    // Aspire's proxy accepts connections even while no process listens behind it.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Kills a service as <c>kill -9</c> does.</summary>
    public static async Task KillAsync(this RunningShop shop, string service)
    {
        using var process = Process.GetProcessById(await ProcessOfAsync(shop, service));
        process.Kill(entireProcessTree: true);
    }

    /// <summary>Kills a service, runs the action, and starts the service again.</summary>
    public static async Task WithoutAsync(this RunningShop shop, string service, Func<Task> act)
    {
        await shop.KillAsync(service);
        try
        {
            await act();
        }
        finally
        {
            await shop.StartAgainAsync(service);
        }
    }

    /// <summary>Suspends a service during the action: it accepts connections but does not respond.</summary>
    public static async Task WhileHangsAsync(this RunningShop shop, string service, Func<Task> act)
    {
        var id = await ProcessOfAsync(shop, service);
        await SignalAsync("STOP", id);
        try
        {
            await act();
        }
        finally
        {
            await SignalAsync("CONT", id);
        }
    }

    /// <summary>Starts a stopped service and waits until it responds.</summary>
    public static async Task StartAgainAsync(this RunningShop shop, string service)
    {
        using var client = shop.CreateClient(service);
        client.Timeout = ResponseTimeout;
        Stopwatch? sinceStart = null;
        await Eventually.IsAsync(
            async () =>
            {
                // A start before Aspire has noticed the end of the process may have no effect, so this retries.
                if (HasEnded(shop, service) && !(sinceStart?.Elapsed < StartTimeout))
                {
                    sinceStart = Stopwatch.StartNew();
                    await shop.App.ResourceCommands.ExecuteCommandAsync(service, KnownResourceCommands.StartCommand);
                }

                return await IsReadyAsync(client);
            },
            isReady => isReady,
            Deadline);
    }

    /// <summary>Stops a service in an orderly way.</summary>
    public static Task StopAsync(this RunningShop shop, string service) =>
        shop.App.ResourceCommands.ExecuteCommandAsync(service, KnownResourceCommands.StopCommand);

    // The root of the service's processes: Aspire starts `dotnet run`, which starts the service. A snapshot may still
    // name a process that has ended, so this waits for a running one.
    private static async Task<int> ProcessOfAsync(RunningShop shop, string service)
    {
        var running = await shop.App.ResourceNotifications
            .WaitForResourceAsync(service, state =>
                state.Snapshot.HealthStatus == HealthStatus.Healthy
                && ProcessIdOf(state) is { } id && Directory.Exists($"/proc/{id}"))
            .WaitAsync(Deadline);
        return ProcessIdOf(running)!.Value;
    }

    private static bool HasEnded(RunningShop shop, string service) =>
        shop.App.ResourceNotifications.TryGetCurrentState(service, out var current)
        && KnownResourceStates.TerminalStates.Contains(current.Snapshot.State?.Text);

    private static int? ProcessIdOf(ResourceEvent state) =>
        state.Snapshot.Properties
            .FirstOrDefault(property => property.Name == ServiceCommands.ProcessIdProperty)?.Value is { } value
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture)
            : null;

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. TreeOf($"{process}")]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private static IEnumerable<string> TreeOf(string process) =>
        Directory.GetDirectories($"/proc/{process}/task").SelectMany(StartedBy).SelectMany(TreeOf).Prepend(process);

    private static string[] StartedBy(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return []; // The thread has ended.
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception notReady) when (notReady is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
