using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Shop.ServiceDefaults;

/// <summary>How a service reaches the database that it owns.</summary>
public static class ServiceDatabase
{
    /// <summary>
    /// Adds <typeparamref name="TDb"/>, working as <paramref name="role"/>, which owns nothing: so the schema binds the
    /// service itself.
    /// </summary>
    public static void AddServiceDatabase<TDb>(this IHostApplicationBuilder builder, string connectionName, string role)
        where TDb : DbContext =>
        builder.AddNpgsqlDbContext<TDb>(
            connectionName,
            settings =>
            {
                // Nothing is repeated blindly: who may try again decides so where the act is written.
                settings.DisableRetry = true;
                settings.ConnectionString = settings.ConnectionString is { } given
                    ? DatabaseSchema.WorkingAs(given, role)
                    : null;
            },
            // Each of these is thrown as well: whoever catches it knows whether it is worth a word.
            options => options.ConfigureWarnings(warnings => warnings.Log(
                (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                (CoreEventId.SaveChangesFailed, LogLevel.Debug),
                (RelationalEventId.ConnectionError, LogLevel.Debug),
                (RelationalEventId.CommandError, LogLevel.Debug),
                (RelationalEventId.TransactionError, LogLevel.Debug))));
}
