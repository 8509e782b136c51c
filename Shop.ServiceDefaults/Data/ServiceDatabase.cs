using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Shop.ServiceDefaults.Data;

/// <summary>The connection of a service to its database.</summary>
public static class ServiceDatabase
{
    // Applied unless the connection string says otherwise.
    //
    // By default a pooled connection is reset with DISCARD ALL when it is used next, which also discards prepared
    // statements. Without the reset they stay prepared. That is safe as long as no session state is set on a pooled
    // connection: use `set local`, transaction-level advisory locks (pg_advisory_xact_lock) and no temporary tables; a
    // session-level lock needs a connection with Pooling=false. Npgsql still rolls back an open transaction.
    //
    // PostgreSQL allows 100 connections by default, and Npgsql would let one replica take them all. A call that finds
    // no free connection waits for one.
    private const string PoolDefaults =
        "No Reset On Close=true;Max Auto Prepare=100;Auto Prepare Min Usages=2;Maximum Pool Size=20";

    /// <summary>Adds <typeparamref name="TDb"/> with the connection string of this name.</summary>
    /// <exception cref="InvalidOperationException">
    /// The connection string is missing, or has a development password in Production.
    /// </exception>
    public static void AddServiceDatabase<TDb>(this IHostApplicationBuilder builder, string connectionName)
        where TDb : DbContext
    {
        var connectionString = builder.Configuration.GetRequiredConnectionString(connectionName);
        DevelopmentSecrets.RefuseInProduction(
            builder.Environment, $"The password in ConnectionStrings:{connectionName}", connectionString.Password ?? "");

        builder.AddNpgsqlDbContext<TDb>(
            connectionName,
            settings =>
            {
                // Whether an operation may be repeated is decided where it is written.
                settings.DisableRetry = true;
                settings.ConnectionString = connectionString.ConnectionString;
            },
            options => options
                .UseNpgsql(npgsql => npgsql.ConfigureDataSource(source => source.ConfigureTracing(TraceWithinTraces)))
                .UseSnakeCaseNamingConvention()
                // These errors are also thrown; the code that catches them decides whether to log.
                .ConfigureWarnings(warnings => warnings.Log(
                    (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                    (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                    (RelationalEventId.ConnectionError, LogLevel.Debug),
                    (RelationalEventId.CommandError, LogLevel.Debug),
                    (RelationalEventId.TransactionError, LogLevel.Debug))));
    }

    // A worker that polls would start a trace with each look, several a second. What it finds is done within a trace.
    private static void TraceWithinTraces(NpgsqlTracingOptionsBuilder tracing) => tracing
        .ConfigureCommandFilter(_ => Activity.Current is not null)
        .ConfigureBatchFilter(_ => Activity.Current is not null)
        .EnablePhysicalOpenTracing(false);

    /// <summary>The connection string of this name, with the pool settings above.</summary>
    internal static NpgsqlConnectionStringBuilder GetRequiredConnectionString(
        this IConfiguration configuration, string connectionName)
    {
        var given = configuration.GetConnectionString(connectionName);
        if (string.IsNullOrEmpty(given))
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:{connectionName} is missing. Start through the AppHost, or set it.");
        }

        try
        {
            // Normalised first, so that every synonym of a setting has one name: of two values the later wins.
            var stated = new NpgsqlConnectionStringBuilder(given);
            return new($"{PoolDefaults};{stated.ConnectionString}");
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException($"ConnectionStrings:{connectionName} is invalid: {error.Message}", error);
        }
    }
}
