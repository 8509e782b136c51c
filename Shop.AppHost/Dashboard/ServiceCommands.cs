// The dashboard's commands for a service: kill it as a crash would, and run its migration again.
using System.Diagnostics;

namespace Shop.AppHost.Dashboard;

internal static class ServiceCommands
{
    // KnownProperties.Executable.Pid, which Aspire.Hosting keeps internal.
    internal const string ProcessIdProperty = "executable.pid";

    public static IResourceBuilder<ProjectResource> WithServiceCommands(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> migration) => service
        .WithCommand("kill", "Kill now", context => Task.FromResult(Kill(context)), new()
        {
            Description = "Kills the process with SIGKILL, as a crash would. Use Start to run the service again.",
            ConfirmationMessage = "Requests and jobs in progress are cut off. Kill the service?",
            IconName = "Flash",
            UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                ? ResourceCommandState.Enabled
                : ResourceCommandState.Disabled,
        })
        .WithCommand("migrate", "Migrate", context => context.Services.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync(migration.Resource, KnownResourceCommands.StartCommand, context.CancellationToken),
            new()
            {
                Description = "Runs the migration: applies the schema scripts that the database lacks.",
                IconName = "DatabaseArrowUp",
            });

    /// <summary>Shows a link to the service's OpenAPI document and hides its internal addresses.</summary>
    public static IResourceBuilder<ProjectResource> WithApiDocs(this IResourceBuilder<ProjectResource> service) =>
        service
            .WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ("/openapi/v1.json", "API docs"))
            .WithUrlForEndpoint("rpc", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithUrlForEndpoint("admin", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly);

    private static ExecuteCommandResult Kill(ExecuteCommandContext context)
    {
        var state = context.Services.GetRequiredService<ResourceNotificationService>();
        if (!state.TryGetCurrentState(context.ResourceName, out var current)
            || current.Snapshot.Properties.FirstOrDefault(property => property.Name == ProcessIdProperty)?.Value
                is not { } value
            || !int.TryParse($"{value}", out var pid))
        {
            return CommandResults.Failure("The service is not running. Start it first.");
        }

        using var process = Process.GetProcessById(pid);
        process.Kill(entireProcessTree: true);
        return CommandResults.Success();
    }
}
