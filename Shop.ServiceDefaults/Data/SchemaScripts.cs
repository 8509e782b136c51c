// A service's schema is a series of numbered SQL scripts, embedded from its folder Data/Schema and applied in the order
// of their names. DbUp records each applied script in the table schema_scripts, in the transaction of the script.
using System.Data;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Postgresql;

namespace Shop.ServiceDefaults.Data;

internal static class SchemaScripts
{
    private const string Folder = ".Data.Schema.";
    private const string Schema = "public";
    private const string Journal = "schema_scripts";

    /// <summary>
    /// Applies, as the owner, the scripts that have not been applied, and grants <paramref name="login"/> read access
    /// to the journal. Returns the names of the scripts that it applied.
    /// </summary>
    public static async Task<IReadOnlyList<string>> ApplyAsync(NpgsqlConnection connection, string owner, string login)
    {
        var scripts = Read(Assembly.GetEntryAssembly()!);
        await RefuseEditedAsync(connection, scripts);

        // Variables are disabled, because DbUp would replace the $body$ of a function.
        var result = DeployChanges.To.PostgresqlDatabase(owner, Schema)
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .JournalTo((connections, log) => new HashingJournal(connections, log))
            .LogToNowhere() // DbUp logs errors with a stack trace; the result contains the error.
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"{result.ErrorScript?.Name ?? Journal} failed: {ServiceHost.OneLine(result.Error)}. The script was "
                + "rolled back. Correct it and run migrate again.", result.Error);
        }

        await connection.ExecuteAsync($"grant select on {Schema}.{Journal} to {login}");
        return [.. result.Scripts.Select(script => script.Name)];
    }

    /// <summary>The name of the first script that has not been applied; null if all have been.</summary>
    public static async Task<string?> FirstMissingAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = await AppliedAsync(connection, ct);
        return Read(Assembly.GetEntryAssembly()!)
            .Select(script => script.Name)
            .FirstOrDefault(name => !applied.ContainsKey(name));
    }

    private static async Task RefuseEditedAsync(NpgsqlConnection connection, IEnumerable<SqlScript> scripts)
    {
        await using var exists = new NpgsqlCommand($"select to_regclass('{Schema}.{Journal}') is not null", connection);
        if (await exists.ExecuteScalarAsync() is not true)
        {
            return;
        }

        var applied = await AppliedAsync(connection, CancellationToken.None);
        var edited = scripts.FirstOrDefault(
            script => applied.TryGetValue(script.Name, out var hash) && hash != HashOf(script));
        if (edited is not null)
        {
            throw new InvalidOperationException(
                $"{edited.Name} has been edited after it was applied. Undo the edit and put the change into a new "
                + "script, or start with an empty database.");
        }
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select name, sha256 from {Schema}.{Journal}", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var applied = new Dictionary<string, string>();
        while (await reader.ReadAsync(ct))
        {
            applied[reader.GetString(0)] = reader.GetString(1);
        }

        return applied;
    }

    private static List<SqlScript> Read(Assembly assembly) =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.Contains(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(
                name[(name.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..],
                assembly.GetManifestResourceStream(name)!)),
    ];

    private static string HashOf(SqlScript script) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script.Contents)));

    /// <summary>A journal with hashes. DbUp's own records names only, so it cannot detect an edited script.</summary>
    private sealed class HashingJournal(Func<IConnectionManager> connections, Func<IUpgradeLog> log)
        : PostgresqlTableJournal(connections, log, Schema, Journal)
    {
        protected override string CreateSchemaTableSql(string quotedPrimaryKeyName) => $"""
            create table {FqSchemaTableName} (
              name       text        primary key,
              sha256     text        not null,
              applied_at timestamptz not null default now()
            )
            """;

        protected override string GetJournalEntriesSql() => $"select name from {FqSchemaTableName}";

        protected override IDbCommand GetInsertScriptCommand(Func<IDbCommand> dbCommandFactory, SqlScript script)
        {
            var command = dbCommandFactory();
            command.CommandText = $"insert into {FqSchemaTableName} (name, sha256) values (@name, @sha256)";
            command.Parameters.Add(new NpgsqlParameter("name", script.Name));
            command.Parameters.Add(new NpgsqlParameter("sha256", HashOf(script)));
            return command;
        }
    }
}
