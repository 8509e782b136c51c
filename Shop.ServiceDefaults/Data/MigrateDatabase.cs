// `migrate`: the step before a service starts. It creates the database if it is missing, creates the service's login,
// applies the schema and creates the first Data Protection key. It connects as the owner; the service itself never
// does. Repeating it changes nothing but the login's password, and parallel runs wait for each other.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Shop.ServiceDefaults.Data;

/// <summary>Migrates the database of a service.</summary>
public static class MigrateDatabase
{
    /// <summary>The argument of the program.</summary>
    public const string Command = "migrate";

    private const string PasswordKey = "Database:Password";
    private const string MaintenanceDatabase = "postgres";

    // Session-level, held until the connection closes. One number for all: services do not share a database.
    private const string Lock = "select pg_advisory_lock(1397247824)";

    /// <summary>
    /// Migrates the database with this connection string, which is the owner's; <paramref name="login"/> is the role
    /// that the service signs in as, and <c>Database:Password</c> its password. <paramref name="afterwards"/> fills what
    /// the service derives from its own rows; repeating it changes nothing. Returns the exit code of the process.
    /// </summary>
    public static async Task<int> RunAsync<TDb>(
        string service, string[] args, string connectionName, string login,
        Func<NpgsqlConnection, ILogger, Task>? afterwards = null)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        try
        {
            var builder = WebApplication.CreateBuilder(args);
            builder.AddServiceDatabase<TDb>(connectionName);
            builder.AddDataProtectionKeys<TDb>(service);
            var password = builder.Configuration[PasswordKey];
            if (string.IsNullOrEmpty(password))
            {
                throw new InvalidOperationException(
                    $"{PasswordKey} is missing. Set it to the password that {login} shall have.");
            }

            DevelopmentSecrets.RefuseInProduction(builder.Environment, PasswordKey, password);

            // Built for its services, never started: nothing listens and no worker runs.
            await using var app = builder.Build();

            // Not pooled: the lock belongs to the session. No timeout: a script may take long on a large table, and
            // another run waits for as long.
            var owner = app.Configuration.GetRequiredConnectionString(connectionName);
            (owner.Pooling, owner.CommandTimeout) = (false, 0);
            await using var connection = await OpenOrCreateAsync(owner, app.Logger);
            await ExecuteAsync(connection, Lock);

            await DatabaseLogin.EnsureAsync(connection, login, password);
            var applied = await SchemaScripts.ApplyAsync(connection, owner.ConnectionString, login);
            await DatabaseLogin.RefusePowersAsync(connection, login);
            await app.CreateFirstKeyAsync<TDb>();
            if (afterwards is not null)
            {
                await afterwards(connection, app.Logger);
            }

            app.Logger.LogInformation(
                "The database {Database} is up to date; applied now: {Scripts}",
                owner.Database, applied.Count > 0 ? string.Join(", ", applied) : "nothing");
            return 0;
        }
        catch (Exception error) when (ServiceHost.IsExpected(error))
        {
            await Console.Error.WriteLineAsync($"{service} cannot migrate: {ServiceHost.OneLine(error)}");
            return 1;
        }
    }

    private static async Task<NpgsqlConnection> OpenOrCreateAsync(NpgsqlConnectionStringBuilder owner, ILogger logger)
    {
        try
        {
            return await OpenAsync(owner.ConnectionString);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateAsync(owner, logger);
            return await OpenAsync(owner.ConnectionString);
        }
    }

    private static async Task CreateAsync(NpgsqlConnectionStringBuilder owner, ILogger logger)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Database = MaintenanceDatabase };
        await using var connection = await OpenAsync(maintenance.ConnectionString);
        try
        {
            // From template0: it allows any encoding and holds nothing that an administrator may have added.
            var name = owner.Database!.Replace("\"", "\"\"");
            await ExecuteAsync(connection, $"create database \"{name}\" template template0 encoding 'UTF8'");
            logger.LogInformation("Created the database {Database}", owner.Database);
        }
        catch (PostgresException error) when (
            error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another run created it at the same moment.
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
