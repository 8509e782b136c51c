// What a developer does to a service from the dashboard.
using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Shop.AppHost.Dashboard;

/// <summary>Commands and addresses of a service on the dashboard.</summary>
internal static class ServiceCommands
{
    /// <summary>Adds "Kill now", and "Migrate" where the service has a database.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceCommands(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> migration) => service
        .WithCommand("kill", "Kill now", context => Task.FromResult(Kill(context)), new()
        {
            Description = "Ends the processes at once, as a crash does. Start brings the service back.",
            ConfirmationMessage = "Kills the service without letting it finish anything. Continue?",
            IconName = "Flash",
            UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                ? ResourceCommandState.Enabled
                : ResourceCommandState.Disabled,
        })
        .WithCommand("migrate", "Migrate", context => context.Services.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync(migration.Resource, KnownResourceCommands.StartCommand, context.CancellationToken),
            new()
            {
                Description = "Brings the database up to date with the built program.",
                IconName = "DatabaseArrowUp",
            });

    /// <summary>Shows the service's API description beside its address.</summary>
    public static IResourceBuilder<ProjectResource> WithApiDocs(this IResourceBuilder<ProjectResource> service) =>
        service
            .WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ("/openapi/v1.json", "API docs"))
            .WithUrlForEndpoint("rpc", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly);

    private static ExecuteCommandResult Kill(ExecuteCommandContext context)
    {
        var state = context.Services.GetRequiredService<ResourceNotificationService>();
        if (!state.TryGetCurrentState(context.ResourceName, out var current)
            || current.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value
                is not { } value
            || !int.TryParse($"{value}", out var pid))
        {
            return CommandResults.Failure("The service has no process.");
        }

        using var process = Process.GetProcessById(pid);
        process.Kill(entireProcessTree: true);
        return CommandResults.Success();
    }
}
