// Checks the database before a service starts: its login can connect, every schema script of this program has been
// applied, and Data:Key decrypts the Data Protection keys. A newer schema is accepted, because during a deployment the
// previous version of the service still runs after `migrate`.
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;

namespace Shop.ServiceDefaults.Data;

public static class CheckDatabase
{
    // PostgreSQL's error codes if `migrate` has not run, or ran with another password.
    private static readonly string[] NotMigrated =
    [
        PostgresErrorCodes.InvalidCatalogName, PostgresErrorCodes.InvalidPassword,
        PostgresErrorCodes.InvalidAuthorizationSpecification, PostgresErrorCodes.InsufficientPrivilege,
        PostgresErrorCodes.UndefinedTable,
    ];

    /// <summary>Throws unless the database is ready for this program.</summary>
    public static async Task CheckDatabaseAsync<TDb>(
        this WebApplication app, string service, string connectionName, string login)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var connectionString = app.Configuration.GetRequiredConnectionString(connectionName);
        if (connectionString.Username != login)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{connectionName} connects as '{connectionString.Username}', but the service must "
                + $"connect as {login}. Set it to the connection string of {login}; the owner's is for "
                + $"{MigrateDatabase.Command}.");
        }

        if (await FindMissingMigrationAsync(connectionString, stopping) is { } missing)
        {
            throw NotReady(missing);
        }

        if (!await app.DecryptKeysAsync<TDb>(stopping))
        {
            throw NotReady("there is no Data Protection key");
        }

        InvalidOperationException NotReady(string missing) => new(
            $"the database '{connectionString.Database}' is not ready: {missing}. "
            + $"Run `Shop.{service} {MigrateDatabase.Command}` first.");
    }

    private static async Task<string?> FindMissingMigrationAsync(
        NpgsqlConnectionStringBuilder connectionString, CancellationToken ct)
    {
        try
        {
            // Not pooled, because this connection would stay open beside the service's own pool.
            var once = new NpgsqlConnectionStringBuilder(connectionString.ConnectionString) { Pooling = false };
            await using var connection = new NpgsqlConnection(once.ConnectionString);
            await connection.OpenAsync(ct);
            var script = await SchemaScripts.FirstMissingAsync(connection, ct);
            return script is null ? null : $"{script} has not been applied";
        }
        catch (PostgresException error) when (NotMigrated.Contains(error.SqlState))
        {
            return ServiceHost.OneLine(error);
        }
    }
}
