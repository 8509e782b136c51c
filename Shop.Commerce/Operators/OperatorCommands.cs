// The command line for operators. Commerce's program, started with a command, executes it and exits. It uses the
// service's configuration and database role, so the database refuses an operator what it refuses the service.
using Microsoft.Extensions.Options;

namespace Shop.Commerce.Operators;

public static class OperatorCommands
{
    /// <summary>
    /// Keeps log lines below Warning off the console, so that they do not mix with a command's output.
    /// </summary>
    public static readonly string[] QuietConsole = ["--Logging:Console:LogLevel:Default=Warning"];

    // The required settings. All missing ones are named in one message.
    private static readonly string[] Required =
    [
        $"ConnectionStrings:{CommerceDb.ConnectionName}", "Data:Key", "Service:Credential", "PortOne:ApiSecret",
        "PortOne:StoreId", "PortOne:WebhookSecrets",
    ];

    // The exit codes.
    private const int Done = 0, NotDone = 1, InvalidArguments = 2, Unknown = 3;
    private const string DryRun = "--dry-run";

    private const string Help = """
        Shop.Commerce is the commerce service of the shop. With a command it executes the command and exits:

          orders                               orders to ship, refunds that need a bank account, open disputes
          show ORDER                           one order: address, cancel reason, lines, payment, refunds, disputes
          ship ORDER                           READY -> SHIPPED
          deliver ORDER                        SHIPPED -> DELIVERED
          cancel ORDER                         before it ships; everything that was paid is refunded
          refund ORDER --amount-won N          refunds a part; the order continues
          refund ORDER --all                   refunds everything after the order has shipped; the order continues
          discrepancies                        where PortOne and the ledger differ, by how much and since when
          verify-ledger                        computes every hash of the ledger again and names the first wrong row

          migrate                              prepares the database before a start, as its owner: docs/deployment.md

          --dry-run                            with ship, deliver, cancel, refund: shows the result without applying it
          --help                               this list

        Required settings, as in the service's container: ConnectionStrings__commercedb, Data__Key,
        Service__Credential, PortOne__ApiSecret, PortOne__StoreId, PortOne__WebhookSecrets. Exit codes: 0 done; 1 not
        done, the message says why; 2 invalid command line; 3 the database connection broke during the commit, look
        with show ORDER before you repeat the command. ship, deliver, cancel and refund first retrieve the payment
        from PortOne and record it, in a dry run too. The running services send the refunds.
        """;

    public static void AddOperators(this IHostApplicationBuilder builder) =>
        builder.Services.AddScoped<OperateOrder>().AddScoped<LoadOrderForOperator>().AddScoped<ShowOrders>();

    /// <summary>True if the arguments are a command, and not options for starting the service.</summary>
    public static bool IsCommand(string[] args) => args is ["--help", ..] or [not ['-', ..], ..];

    /// <summary>Runs the command; returns the exit code of the process.</summary>
    public static async Task<int> RunAsync(string[] args, Func<Task<WebApplication>> build)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(Help);
            return Done;
        }

        if (Parse(args) is not { } command)
        {
            await Console.Error.WriteLineAsync($"Invalid command line: {string.Join(' ', args)}\n\n{Help}");
            return InvalidArguments;
        }

        if (MissingIn(WebApplication.CreateBuilder(QuietConsole).Configuration) is { Count: > 0 } missing)
        {
            await Console.Error.WriteLineAsync(
                $"Not done: the setting {string.Join(", ", missing)} is missing. Set it as an environment variable "
                + "(docs/operating.md), or run the command from the resource commerce on Aspire's dashboard.");
            return NotDone;
        }

        try
        {
            await using var app = await build();
            await using var scope = app.Services.CreateAsyncScope();
            var outcome = await command(scope.ServiceProvider);
            await (outcome.IsDone ? Console.Out : Console.Error).WriteLineAsync(outcome.Message);
            return outcome.IsDone ? Done : NotDone;
        }
        catch (CommitLostException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Unknown;
        }
        catch (Exception error) when (error is
            InvalidOperationException or NpgsqlException or DbUpdateException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync($"Not done: {error.Message}");
            return NotDone;
        }
    }

    private static List<string> MissingIn(IConfiguration configuration) =>
    [
        .. Required.Where(setting => string.IsNullOrEmpty(configuration[setting]))
            .Select(setting => setting.Replace(":", "__", StringComparison.Ordinal)), // As an environment variable.
    ];

    private static Func<IServiceProvider, Task<CommandOutput>>? Parse(string[] args)
    {
        var isDryRun = args.Contains(DryRun);
        return args.Where(word => word != DryRun).ToArray() switch
        {
            ["orders"] when !isDryRun => async services =>
                new(true, await services.GetRequiredService<ShowOrders>().ListAsync(CancellationToken.None)),
            ["show", var id] when !isDryRun && Guid.TryParse(id, out var order) => async services =>
                await services.GetRequiredService<ShowOrders>().ShowAsync(order, CancellationToken.None) is { } text
                    ? new(true, text)
                    : new(false, $"There is no order {order}."),
            ["discrepancies"] when !isDryRun => async services =>
                new(true, await services.GetRequiredService<ShowOrders>().DiscrepanciesAsync(CancellationToken.None)),
            ["verify-ledger"] when !isDryRun => VerifyAsync,
            ["ship", var id] => Operate(id, OperatorAction.Ship),
            ["deliver", var id] => Operate(id, OperatorAction.Deliver),
            ["cancel", var id] => Operate(id, OperatorAction.Cancel),
            ["refund", var id, "--all"] => Operate(id, OperatorAction.RefundAll),
            ["refund", var id, "--amount-won", var won] when long.TryParse(won, out var amountWon) =>
                Operate(id, OperatorAction.RefundPart, amountWon),
            _ => null,
        };

        Func<IServiceProvider, Task<CommandOutput>>? Operate(string id, OperatorAction action, long amountWon = 0) =>
            Guid.TryParse(id, out var order)
                ? services => OperateAsync(
                    services, order, new(action, AmountWon: amountWon, IsDryRun: isDryRun))
                : null;
    }

    private static async Task<CommandOutput> OperateAsync(
        IServiceProvider services, Guid orderId, OperatorCommand command)
    {
        var outcome = await services.GetRequiredService<OperateOrder>()
            .RunAsync(orderId, command, CancellationToken.None);
        return new(outcome.IsDone, outcome.Message);
    }

    private sealed record CommandOutput(bool IsDone, string Message);

    private static async Task<CommandOutput> VerifyAsync(IServiceProvider services)
    {
        var verification = await services.GetRequiredService<VerifyLedger>().RunAsync(CancellationToken.None);
        return new(
            verification.FirstError is null,
            verification.FirstError
                ?? $"The ledger is intact: {verification.Rows} rows of {verification.Payments} payments, "
                + $"{verification.Checkpoints} checkpoints.");
    }
}
