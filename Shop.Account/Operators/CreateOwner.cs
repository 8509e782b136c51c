// The command `create-owner`: adds an owner and prints a one-time link, for the first owner of a shop and for a shop
// whose owners cannot sign in any more. It needs only the database, as the service's login.
using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Shop.Account.Credentials;
using Shop.Account.Operators.Managing;
using Shop.ServiceDefaults.Audit;
using Shop.ServiceDefaults.Data;

namespace Shop.Account.Operators;

public sealed class CreateOwner(AccountDb db, IssueLink link, TimeProvider clock)
{
    /// <summary>The program's first argument that runs the command.</summary>
    public const string Command = "create-owner";

    private const string Another = "--another";
    private const string Address = "--address";

    // The exit codes.
    private const int Done = 0, NotDone = 1, InvalidArguments = 2;

    private const string Help = """
        Shop.Account create-owner LOGIN_ID [--another] [--address URL]

          Adds an owner of the back office and prints a one-time link, valid for a day, with which the owner sets a
          password and a second factor. Repeated for an owner who has not used the link, it prints a new one.

          --another      add an owner although the shop has one, for example because no owner can sign in
          --address URL  the public address of Shop.Admin, printed in front of the link's path

        Required setting: ConnectionStrings__accountdb, as in the service's container. Exit codes: 0 done; 1 not done,
        the message says why; 2 invalid command line.
        """;

    /// <summary>Runs the command; returns the exit code of the process.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (Parse(args) is not var (loginId, isAnother, address))
        {
            await Console.Error.WriteLineAsync(Help);
            return InvalidArguments;
        }

        try
        {
            var builder = WebApplication.CreateBuilder(["--Logging:Console:LogLevel:Default=Warning"]);
            builder.AddServiceDatabase<AccountDb>(AccountDb.ConnectionName);
            builder.Services.AddSettings<OperatorSettings>("Operators");
            builder.Services.AddSingleton(TimeProvider.System).AddScoped<IssueLink>().AddScoped<CreateOwner>();

            // The application is built for its services and never started.
            await using var app = builder.Build();
            await using var scope = app.Services.CreateAsyncScope();
            var (issued, refusal) = await scope.ServiceProvider.GetRequiredService<CreateOwner>()
                .RunAsync(loginId, isAnother);
            await (issued is null
                ? Console.Error.WriteLineAsync($"Not done: {refusal}")
                : Console.Out.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Open this page of Shop.Admin as {issued.LoginId} until {issued.ExpiresAt:u}; it works once:\n"
                    + $"{address}/link?token={issued.Token}")));
            return issued is null ? NotDone : Done;
        }
        catch (Exception error) when (error is
            InvalidOperationException or NpgsqlException or DbUpdateException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync($"Not done: {error.Message}");
            return NotDone;
        }
    }

    private async Task<(OperatorLinkReply? Issued, string? Refusal)> RunAsync(string loginId, bool isAnother)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync();

        // Two commands at once would otherwise both find no owner.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({AdvisoryLockKey})");
        var found = await db.Operators.SingleOrDefaultAsync(of => of.LoginId == loginId);
        if (found is not null and not { Role: OperatorRole.Owner, Status: OperatorStatus.Invited })
        {
            return (null, $"{loginId} is an operator already. Choose another login id.");
        }

        if (!isAnother && await db.Operators.AnyAsync(of => of.Role == OperatorRole.Owner && of.LoginId != loginId))
        {
            return (null, $"the shop has an owner, who can invite others. Add {Another} if no owner can sign in.");
        }

        var owner = found ?? Operator.Invite(loginId, OperatorRole.Owner, now);
        if (found is null)
        {
            db.Add(owner);
        }

        var issued = await link.ReplaceAsync(owner, CancellationToken.None);
        db.Add(AuditEntry.Of(
            operatorId: null, AuditEntry.Console, found is null ? AuditAct.OwnerCreated : AuditAct.LinkIssued, loginId,
            before: null, new { issued.ExpiresAt }, now));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return (issued, null);
    }

    private const long AdvisoryLockKey = 0x4F574E45;

    private static (string LoginId, bool IsAnother, string Address)? Parse(string[] args)
    {
        var words = args.Skip(1).ToList();
        var isAnother = words.Remove(Another);
        var address = "";
        if (words.IndexOf(Address) is >= 0 and var at && at + 1 < words.Count)
        {
            address = words[at + 1].TrimEnd('/');
            words.RemoveRange(at, 2);
        }

        return words is [var typed] && LoginId.Parse(typed) is { } loginId ? (loginId, isAnother, address) : null;
    }
}
