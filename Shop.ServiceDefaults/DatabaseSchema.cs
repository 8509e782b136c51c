// A service brings its own schema: hand-written SQL, embedded from Data/Schema, applied once, in the order of its
// names, by whichever replica comes first. The connection that the service is given owns the tables; afterwards the
// service works as a role that owns nothing, so that what the schema forbids stays forbidden to the service itself.
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Shop.ServiceDefaults;

/// <summary>Applies a service's embedded SQL scripts and gives the connection that the service works with.</summary>
public static class DatabaseSchema
{
    // A temporary table comes before all others of its name, so whoever may make one could show the rules of the schema
    // rows of their own. PostgreSQL allows it to everybody; no service needs it.
    private const string ForbidTemporaryTables = """
        do $$
        begin
            execute format('revoke temporary on database %I from public', current_database());
        end $$
        """;

    // One number for all schemas: two services never share a database.
    private const long AdvisoryLock = 0x53484F50;

    // PostgreSQL has 100 connections for everybody together, and the driver would let one busy replica take them all.
    // Who finds none free waits a moment for one.
    private const int ConnectionsPerReplica = 20;

    /// <summary>
    /// The given connection string, working as <paramref name="role"/>: a startup option outlives RESET ROLE and
    /// DISCARD ALL, so a pooled connection never returns as the owner.
    /// </summary>
    public static string WorkingAs(string connectionString, string role) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = $"-c role={role}",
            MaxPoolSize = ConnectionsPerReplica,
        }.ConnectionString;

    /// <summary>
    /// Applies the scripts that this database has not had yet, each in a transaction of its own, under an advisory
    /// lock.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The database cannot be migrated; the message says why and what to do.
    /// </exception>
    public static async Task ApplySchemaAsync(
        this IHost host, IConfiguration configuration, string connectionName, string role, ILogger logger)
    {
        var connectionString = configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException(
                $"ConnectionStrings:{connectionName} is missing. Start through the AppHost, or set it.");
        var stopping = host.Services.GetService(typeof(IHostApplicationLifetime)) is IHostApplicationLifetime lifetime
            ? lifetime.ApplicationStopping
            : CancellationToken.None;

        // Not pooled: the lock belongs to the session, and a pooled one would keep it long after this method. Without
        // a limit: a script may take long on a large table, and the other replicas wait for as long.
        var asTheOwner = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(asTheOwner.ConnectionString);
        await connection.OpenAsync(stopping);
        await ExecuteAsync(connection, $"select pg_advisory_lock({AdvisoryLock})", stopping);
        await ExecuteAsync(connection, CreateRole(role), stopping);
        await ExecuteAsync(connection, ForbidTemporaryTables, stopping);
        await ExecuteAsync(connection, """
            create table if not exists schema_scripts (
                name       text        primary key,
                sha256     text        not null,
                applied_at timestamptz not null default now()
            )
            """, stopping);

        var applied = await AppliedAsync(connection, stopping);
        foreach (var (name, sql) in Scripts(Assembly.GetEntryAssembly()!))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (!applied.TryGetValue(name, out var known))
            {
                await ApplyAsync(connection, name, sql, hash, stopping);
                logger.LogInformation("Applied {Script} to {Database}", name, connection.Database);
            }
            else if (known != hash)
            {
                throw new InvalidOperationException(
                    $"{name} has changed since it was applied to the database '{connection.Database}'. Scripts are "
                    + "never edited once applied: put the change into a new script, or start with an empty database.");
            }
        }
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, string name, string sql, string hash, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await ExecuteAsync(connection, sql, ct);
        }
        catch (PostgresException error)
        {
            throw new InvalidOperationException(
                $"{name} failed on the database '{connection.Database}': {error.MessageText} ({error.SqlState}). "
                + "Nothing of it was applied; mend the script or the database and start again.", error);
        }

        await using var record = new NpgsqlCommand(
            "insert into schema_scripts (name, sha256) values ($1, $2)", connection)
        {
            Parameters = { new() { Value = name }, new() { Value = hash } },
        };
        await record.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static IEnumerable<(string Name, string Sql)> Scripts(Assembly assembly)
    {
        const string Folder = ".Data.Schema.";
        var names = assembly.GetManifestResourceNames()
            .Where(name => name.Contains(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[(name.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..], reader.ReadToEnd());
        }
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select name, sha256 from schema_scripts", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var applied = new Dictionary<string, string>();
        while (await reader.ReadAsync(ct))
        {
            applied[reader.GetString(0)] = reader.GetString(1);
        }

        return applied;
    }

    // Roles belong to the server, not to the database: another database's migration may just have made it.
    private static string CreateRole(string role) => $"""
        do $$
        begin
            create role {role} nologin;
        exception when duplicate_object or unique_violation then
            null;
        end $$;
        grant {role} to current_user;
        """;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
