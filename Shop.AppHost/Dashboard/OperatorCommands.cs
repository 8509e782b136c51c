// Operators' commands on the dashboard: those of Commerce, which docs/operating.md describes, and the first owner.
namespace Shop.AppHost.Dashboard;

internal static class OperatorCommands
{
    private const string CommandLine = "command";
    private const string LoginId = "loginId";

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

    /// <summary>Adds the command that shows a one-time link for a new owner, who sets a password with it.</summary>
    public static IResourceBuilder<ProjectResource> WithOwnerCommand(
        this IResourceBuilder<ProjectResource> admin, IResourceBuilder<ProjectResource> account) =>
        admin.WithProgramCommand(
            account, "create-owner", "Create owner", "PersonKey",
            "Adds an owner of the back office and shows a one-time link for setting a password.",
            context =>
            [
                "create-owner", context.Arguments.GetString(LoginId)!.Trim(), "--another",
                "--address", admin.GetEndpoint("http").Url,
            ],
            new InteractionInput
            {
                Name = LoginId,
                Label = "Login id",
                InputType = InputType.Text,
                Required = true,
                Placeholder = "owner",
            },
            typed => WordsOf(typed) is [not ['-', ..]] ? null : "Type a login id.");

    private static IResourceBuilder<ProjectResource> WithOperatorCommand(
        this IResourceBuilder<ProjectResource> commerce,
        string name, string title, string icon, string description, InteractionInput? input = null) =>
        commerce.WithProgramCommand(
            commerce, name, title, icon, description,
            context => input is null ? [name] : WordsOf(context.Arguments.GetString(CommandLine)),
            input,
            line => IsOperatorCommand(WordsOf(line)) ? null : "Begin with the name of a command, or type --help.");

    // Without a command, or with options only, the program would start the service and not exit.
    private static bool IsOperatorCommand(string[] words) => words is ["--help"] or [not ['-', ..], ..];

    private static string[] WordsOf(string? line) =>
        (line ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
