// Operators' commands of Commerce on the dashboard. Each starts the built program with the configuration of the running
// resource, so it cannot reach another shop on this machine, and shows the output and the exit code. docs/operating.md
// describes the commands.
using System.Globalization;
using System.Reflection;

// Process commands are marked experimental. Without them, this code would start processes and capture output itself.
#pragma warning disable ASPIREPROCESSCOMMAND001

namespace Shop.AppHost.Dashboard;

internal static class OperatorCommands
{
    private const string CommandLine = "command";
    private const int MaxLines = 500;

    // The build configuration, such as Debug. `dotnet run --no-build` must use the same output folder.
    private static readonly string Configuration = typeof(OperatorCommands).Assembly
        .GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static IResourceBuilder<ProjectResource> WithOperatorCommands(
        this IResourceBuilder<ProjectResource> commerce) => commerce
        .WithOperatorCommand(
            "orders", "Orders to ship", "ClipboardTaskList",
            "Lists orders to ship, refunds that need a bank account, and open disputes.")
        .WithOperatorCommand(
            "discrepancies", "Discrepancies", "Scales", "Lists where PortOne and the ledger differ.")
        .WithOperatorCommand(
            "verify-ledger", "Verify ledger", "ShieldCheckmark", "Recomputes every hash of the ledger.")
        .WithOperatorCommand(
            "operate", "Run a command", "WindowConsole",
            "Runs an operator command, such as `ship ORDER --dry-run`. `--help` lists the commands.",
            new InteractionInput
            {
                Name = CommandLine,
                Label = "Command",
                InputType = InputType.Text,
                Required = true,
                Placeholder = "show ORDER",
            });

    private static IResourceBuilder<ProjectResource> WithOperatorCommand(
        this IResourceBuilder<ProjectResource> commerce,
        string name, string title, string icon, string description, InteractionInput? input = null) =>
        commerce.WithProcessCommand(
            name, title,
            context => new ProcessCommandSpec("dotnet")
            {
                Arguments =
                [
                    "run", "--no-build", "--no-launch-profile", "--configuration", Configuration,
                    "--project", commerce.Resource.GetProjectMetadata().ProjectPath,
                    "--", .. input is null ? [name] : WordsOf(context.Arguments.GetString(CommandLine)),
                ],
                EnvironmentVariables = EnvironmentOf(context),
            },
            new()
            {
                Description = description,
                IconName = icon,
                MaxOutputLineCount = MaxLines, // The number of lines that the result contains.
                Arguments = input is null ? [] : [input],
                ValidateArguments = context =>
                {
                    if (input is not null && !IsOperatorCommand(WordsOf(context.Inputs[CommandLine].Value)))
                    {
                        context.AddValidationError(
                            context.Inputs[CommandLine], "Begin with the name of a command, or type --help.");
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

    // Without a command, or with options only, the program would start the service and not exit.
    private static bool IsOperatorCommand(string[] words) => words is ["--help"] or [not ['-', ..], ..];

    private static string[] WordsOf(string? line) =>
        (line ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Dictionary<string, string> EnvironmentOf(ExecuteCommandContext context)
    {
        var resources = context.Services.GetRequiredService<ResourceNotificationService>();
        return resources.TryGetCurrentState(context.ResourceName, out var current)
            ? current.Snapshot.EnvironmentVariables.Where(variable => variable is { IsFromSpec: true, Value: not null })
                .ToDictionary(variable => variable.Name, variable => variable.Value!)
            : throw new InvalidOperationException("The service has not started yet, so its configuration is unknown.");
    }
}
