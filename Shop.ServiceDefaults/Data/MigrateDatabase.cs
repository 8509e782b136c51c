// Runs the command `migrate`, the step before a service starts. It creates the database if it is missing, creates the
// service's login, applies the schema scripts and creates the first Data Protection key. Only this command connects as
// the owner. Repeating it changes nothing except the login's password. Parallel runs wait for each other.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;

namespace Shop.ServiceDefaults.Data;

public static class MigrateDatabase
{
    /// <summary>The program's first argument that runs the migration.</summary>
    public const string Command = "migrate";

    private const string PasswordKey = "Database:Password";
    private const string MaintenanceDatabase = "postgres";

    // A session-level lock, held until the connection closes. All services use the same number, because no two services
    // share a database.
    private const string Lock = "select pg_advisory_lock(1397247824)";

    /// <summary>Returns the exit code of the process: 0, or 1 after it has printed what to do.</summary>
    /// <param name="connectionName">The name of the owner's connection string.</param>
    /// <param name="login">The role that the service connects as; <c>Database:Password</c> is its password.</param>
    /// <param name="afterwards">
    /// Fills what the service derives from its own rows, such as an index. Repeating it must change nothing.
    /// </param>
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
                    Settings.Missing(PasswordKey, $"to the password of the login {login}"));
            }

            DevelopmentSecrets.RefuseInProduction(builder.Environment, PasswordKey, password);

            // The application is built for its services and never started: nothing listens and no worker runs.
            await using var app = builder.Build();

            // No pooling, because the lock belongs to the session. No timeout, because a script may take long on a
            // large table, and a parallel run waits for it.
            var owner = app.Configuration.GetRequiredConnectionString(connectionName);
            (owner.Pooling, owner.CommandTimeout) = (false, 0);
            await using var connection = await OpenOrCreateAsync(owner, app.Logger);
            await connection.ExecuteAsync(Lock);

            await DatabaseLogin.EnsureAsync(connection, login, password);
            var applied = await SchemaScripts.ApplyAsync(connection, owner.ConnectionString, login);
            await DatabaseLogin.RefuseExtraPrivilegesAsync(connection, login);
            await app.CreateFirstKeyAsync<TDb>();
            if (afterwards is not null)
            {
                await afterwards(connection, app.Logger);
            }

            app.Logger.LogInformation(
                "The database {Database} is up to date. Applied scripts: {Scripts}",
                owner.Database, applied.Count > 0 ? string.Join(", ", applied) : "none");
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
            // template0 allows any encoding and contains nothing that an administrator may have added to template1.
            var name = new NpgsqlCommandBuilder().QuoteIdentifier(owner.Database!);
            await connection.ExecuteAsync($"create database {name} template template0 encoding 'UTF8'");
            logger.LogInformation("Created the database {Database}", owner.Database);
        }
        catch (PostgresException error) when (
            error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // A parallel run has created it.
        }
    }

    internal static async Task ExecuteAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }
}
