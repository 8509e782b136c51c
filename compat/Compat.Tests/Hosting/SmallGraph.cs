using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Compat.Tests.Hosting;

/// <summary>The small graph, started for one test.</summary>
internal static class SmallGraph
{
    public static async Task<DistributedApplication> StartAsync(
        Action<IDistributedApplicationTestingBuilder>? change = null, params string[] arguments)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_Small>(
            arguments, CancellationToken.None);
        change?.Invoke(builder);
        var app = await builder.BuildAsync();
        await app.StartAsync();
        return app;
    }

    public static async Task<DistributedApplication> RunAsync(
        Action<IDistributedApplicationTestingBuilder>? change = null, params string[] arguments)
    {
        var app = await StartAsync(change, arguments);
        await app.WaitUntilHealthyAsync("front");
        return app;
    }

    public static async Task WaitUntilHealthyAsync(this DistributedApplication app, string resource)
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        await app.ResourceNotifications.WaitForResourceHealthyAsync(resource, limit.Token);
    }

    public static async Task<ResourceEvent> WaitUntilEndedAsync(this DistributedApplication app, string resource)
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        return await app.ResourceNotifications.WaitForResourceAsync(
            resource, change => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text), limit.Token);
    }

    public static async Task<string> AskAsync(this DistributedApplication app, string resource, string path)
    {
        using var client = app.CreateHttpClient(resource);
        return await client.GetStringAsync(path);
    }
}
