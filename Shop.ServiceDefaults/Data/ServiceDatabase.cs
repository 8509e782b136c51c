using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Shop.ServiceDefaults.Data;

public static class ServiceDatabase
{
    // The connection string may override these values.
    //
    // By default Npgsql resets a pooled connection with DISCARD ALL, which also discards its prepared statements.
    // Without the reset they stay prepared. This is safe as long as no code sets session state on a pooled connection:
    // use `set local` and transaction-level advisory locks (pg_advisory_xact_lock), and no temporary tables. A
    // session-level lock needs a connection with Pooling=false. Npgsql still rolls back an open transaction.
    //
    // PostgreSQL allows 100 connections by default, and Npgsql would let one replica open all of them. A call waits if
    // no connection is free.
    private const string PoolDefaults =
        "No Reset On Close=true;Max Auto Prepare=100;Auto Prepare Min Usages=2;Maximum Pool Size=20";

    public static void AddServiceDatabase<TDb>(this IHostApplicationBuilder builder, string connectionName)
        where TDb : DbContext
    {
        var connectionString = builder.Configuration.GetRequiredConnectionString(connectionName);
        DevelopmentSecrets.RefuseInProduction(
            builder.Environment, $"The password in ConnectionStrings:{connectionName}",
            connectionString.Password ?? "");

        builder.AddNpgsqlDbContext<TDb>(
            connectionName,
            settings =>
            {
                // Each operation decides for itself whether it may be retried.
                settings.DisableRetry = true;
                settings.ConnectionString = connectionString.ConnectionString;
            },
            options => options
                .UseNpgsql(npgsql => npgsql.ConfigureDataSource(source => source.ConfigureTracing(TraceWithinTraces)))
                .UseSnakeCaseNamingConvention()
                // EF Core also throws these errors, and the code that catches them decides whether to log them.
                .ConfigureWarnings(warnings => warnings.Log(
                    (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                    (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                    (RelationalEventId.ConnectionError, LogLevel.Debug),
                    (RelationalEventId.CommandError, LogLevel.Debug),
                    (RelationalEventId.TransactionError, LogLevel.Debug))));
    }

    // Records database calls only inside a trace. Otherwise every poll of a worker would start one, several a second.
    private static void TraceWithinTraces(NpgsqlTracingOptionsBuilder tracing) => tracing
        .ConfigureCommandFilter(_ => Activity.Current is not null)
        .ConfigureBatchFilter(_ => Activity.Current is not null)
        .EnablePhysicalOpenTracing(false);

    /// <summary>The connection string of this name, with the pool settings above as defaults.</summary>
    internal static NpgsqlConnectionStringBuilder GetRequiredConnectionString(
        this IConfiguration configuration, string connectionName)
    {
        var given = configuration.GetConnectionString(connectionName);
        if (string.IsNullOrEmpty(given))
        {
            throw new InvalidOperationException(Settings.Missing($"ConnectionStrings:{connectionName}"));
        }

        try
        {
            // The builder maps every synonym of a setting to one name, so that the given value replaces the default.
            var stated = new NpgsqlConnectionStringBuilder(given);
            return new($"{PoolDefaults};{stated.ConnectionString}");
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{connectionName} is invalid: {error.Message} Correct it.", error);
        }
    }
}
