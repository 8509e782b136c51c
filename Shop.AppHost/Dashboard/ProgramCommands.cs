// Runs a service's program with a command, on the dashboard. The built program gets the configuration of the running
// resource, so it cannot reach another shop on this machine, and its output and exit code are shown.
using System.Globalization;
using System.Reflection;

// Process commands are marked experimental. Without them, this code would start processes and capture output itself.
#pragma warning disable ASPIREPROCESSCOMMAND001

namespace Shop.AppHost.Dashboard;

internal static class ProgramCommands
{
    private const int MaxLines = 500;

    // The build configuration, such as Debug. `dotnet run --no-build` must use the same output folder.
    private static readonly string Configuration = typeof(ProgramCommands).Assembly
        .GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>Adds a command to a resource; it runs the program of <paramref name="service"/>.</summary>
    /// <param name="arguments">The program's arguments, from what was typed into the input.</param>
    public static IResourceBuilder<ProjectResource> WithProgramCommand(
        this IResourceBuilder<ProjectResource> resource, IResourceBuilder<ProjectResource> service,
        string name, string title, string icon, string description,
        Func<ExecuteCommandContext, IEnumerable<string>> arguments,
        InteractionInput? input = null, Func<string?, string?>? findInputError = null) =>
        resource.WithProcessCommand(
            name, title,
            async ValueTask<ProcessCommandSpec> (context) => new("dotnet")
            {
                Arguments =
                [
                    "run", "--no-build", "--no-launch-profile", "--configuration", Configuration,
                    "--project", service.Resource.GetProjectMetadata().ProjectPath, "--", .. arguments(context),
                ],
                EnvironmentVariables = await EnvironmentOfAsync(service, context),
            },
            new()
            {
                Description = description,
                IconName = icon,
                MaxOutputLineCount = MaxLines, // The number of lines that the result contains.
                Arguments = input is null ? [] : [input],
                ValidateArguments = context =>
                {
                    if (input is not null && findInputError?.Invoke(context.Inputs[input.Name].Value) is { } error)
                    {
                        context.AddValidationError(context.Inputs[input.Name], error);
                    }

                    return Task.CompletedTask;
                },
                UpdateState = context => context.ResourceSnapshot.EnvironmentVariables.IsEmpty
                    ? ResourceCommandState.Disabled
                    : ResourceCommandState.Enabled,
                GetCommandResult = context => Task.FromResult(ResultOf(title, context)),
            });

    private static ExecuteCommandResult ResultOf(string title, ProcessCommandResultContext context)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"{title}: exit code {context.ExitCode}");
        context.Logger.LogInformation("{Message}", message);
        var output = new CommandResultData
        {
            Value = context.GetFormattedOutput(MaxLines, "output"),
            Format = CommandResultFormat.Text,
            DisplayImmediately = true,
        };
        return context.ExitCode == 0
            ? CommandResults.Success(message, output)
            : CommandResults.Failure(message, output);
    }

    // The configuration of the replica whose command runs or, for another service, of any of its replicas.
    private static async Task<Dictionary<string, string>> EnvironmentOfAsync(
        IResourceBuilder<ProjectResource> service, ExecuteCommandContext context)
    {
        var resources = context.Services.GetRequiredService<ResourceNotificationService>();
        var isOwn = resources.TryGetCurrentState(context.ResourceName, out var own)
            && own.Resource == service.Resource;
        var current = isOwn
            ? own!
            : await resources.WaitForResourceAsync(
                service.Resource.Name, state => !state.Snapshot.EnvironmentVariables.IsEmpty,
                context.CancellationToken);
        return current.Snapshot.EnvironmentVariables
            .Where(variable => variable is { IsFromSpec: true, Value: not null })
            .ToDictionary(variable => variable.Name, variable => variable.Value!);
    }
}
