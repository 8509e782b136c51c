using Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers contexts on a PostgreSQL database that the orchestrator names.</summary>
public static class AspireEFPostgreSqlExtensions
{
    private const string Section = "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL";

    // Npgsql publishes its spans and its metrics under one name.
    private const string NpgsqlSource = "Npgsql";

    /// <summary>
    /// Registers a pooled context on <c>ConnectionStrings:{connectionName}</c>, with its health check, traces and
    /// metrics.
    /// </summary>
    /// <exception cref="InvalidOperationException">The context is registered already.</exception>
    public static void AddNpgsqlDbContext<TContext>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlEntityFrameworkCorePostgreSQLSettings>? configureSettings = null,
        Action<DbContextOptionsBuilder>? configureDbContextOptions = null)
        where TContext : DbContext
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(TContext)))
        {
            throw new InvalidOperationException(
                $"DbContext<{typeof(TContext).Name}> is already registered. "
                + "Ensure 'services.AddDbContext<T>()' is not used when calling 'AddNpgsqlDbContext()'.");
        }

        var settings = new NpgsqlEntityFrameworkCorePostgreSQLSettings();
        var section = builder.Configuration.GetSection(Section);
        section.Bind(settings);
        section.GetSection(typeof(TContext).Name).Bind(settings);
        settings.ConnectionString =
            builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddDbContextPool<TContext>(Configure);
        Observe<TContext>(builder.Services, settings);

        // The connection string is asked for when the first context is: by then there is a logger to tell.
        void Configure(DbContextOptionsBuilder options)
        {
            if (string.IsNullOrWhiteSpace(settings.ConnectionString))
            {
                throw new InvalidOperationException(
                    $"ConnectionString is missing. It should be provided in 'ConnectionStrings:{connectionName}' or "
                    + $"under the 'ConnectionString' key in '{Section}' or '{Section}:{typeof(TContext).Name}'.");
            }

            options.UseNpgsql(settings.ConnectionString, npgsql =>
            {
                if (!settings.DisableRetry)
                {
                    npgsql.EnableRetryOnFailure();
                }

                if (settings.CommandTimeout is { } seconds)
                {
                    npgsql.CommandTimeout(seconds);
                }
            });
            configureDbContextOptions?.Invoke(options);
        }
    }

    private static void Observe<TContext>(
        IServiceCollection services, NpgsqlEntityFrameworkCorePostgreSQLSettings settings)
        where TContext : DbContext
    {
        if (!settings.DisableHealthChecks)
        {
            services.AddHealthChecks().AddCheck<ContextHealthCheck<TContext>>(typeof(TContext).Name);
        }

        if (!settings.DisableTracing)
        {
            services.AddOpenTelemetry().WithTracing(traces => traces.AddSource(NpgsqlSource));
        }

        if (!settings.DisableMetrics)
        {
            services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(NpgsqlSource));
        }
    }
}
