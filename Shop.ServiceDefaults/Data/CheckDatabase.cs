// The check of a service before it starts: its login can sign in, the schema has every script of this program, and
// Data:Key decrypts the Data Protection keys. A newer schema is accepted: during a deployment the previous version of
// the service still runs after `migrate`.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Shop.ServiceDefaults.Data;

/// <summary>Checks the database of a service.</summary>
public static class CheckDatabase
{
    // What PostgreSQL answers where `migrate` has not run, or ran with another password.
    private static readonly string[] NotMigrated =
    [
        PostgresErrorCodes.InvalidCatalogName, PostgresErrorCodes.InvalidPassword,
        PostgresErrorCodes.InvalidAuthorizationSpecification, PostgresErrorCodes.InsufficientPrivilege,
        PostgresErrorCodes.UndefinedTable,
    ];

    /// <summary>Throws unless the database is ready for this program.</summary>
    /// <exception cref="InvalidOperationException">The message says what to do.</exception>
    public static async Task CheckDatabaseAsync<TDb>(
        this WebApplication app, string service, string connectionName, string login)
        where TDb : DbContext, IDataProtectionKeyContext
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var connectionString = app.Configuration.GetRequiredConnectionString(connectionName);
        if (connectionString.Username != login)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{connectionName} signs in as '{connectionString.Username}'. The service signs in as "
                + $"{login} only; the owner's connection string is for {MigrateDatabase.Command}.");
        }

        if (await WhyNotMigratedAsync(connectionString, stopping) is { } reason)
        {
            throw NotReady(reason);
        }

        if (!await app.DecryptKeysAsync<TDb>(stopping))
        {
            throw NotReady("it has no Data Protection key");
        }

        InvalidOperationException NotReady(string because) => new(
            $"the database '{connectionString.Database}' is not ready ({because}). "
            + $"Run `Shop.{service} {MigrateDatabase.Command}` first.");
    }

    private static async Task<string?> WhyNotMigratedAsync(
        NpgsqlConnectionStringBuilder connectionString, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
            await connection.OpenAsync(ct);
            return await SchemaScripts.FirstMissingAsync(connection, ct) is { } script ? $"it lacks {script}" : null;
        }
        catch (PostgresException error) when (NotMigrated.Contains(error.SqlState))
        {
            return ServiceHost.OneLine(error);
        }
    }
}
