// Runs a service from start to stop. A service that cannot start (wrong settings, no database, an address in use)
// prints one line that says what to do and exits with 1. Any other exception is a bug and passes with its stack trace.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Shop.ServiceDefaults;

/// <summary>Runs a service.</summary>
public static class ServiceHost
{
    // The host logs a failed start with its stack trace; the line below replaces it.
    private const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Builds and starts the service, then waits for its end; returns the exit code of the process.</summary>
    public static async Task<int> RunAsync(string service, Func<Task<WebApplication>> build)
    {
        WebApplication? app = null;
        try
        {
            app = await build();
            await app.StartAsync();
        }
        catch (Exception error) when (IsExpected(error))
        {
            // Not through the log: settings are read before logging exists.
            await Console.Error.WriteLineAsync($"{service} cannot start: {OneLine(error)}");
            if (app is not null)
            {
                // Background workers end before the services they use are disposed.
                await app.StopAsync(StopTimeout);
                await app.DisposeAsync();
            }

            return 1;
        }

        await using (app)
        {
            await app.WaitForShutdownAsync();
        }

        return 0;
    }

    /// <summary>Whether the operator, not the code, has to change something.</summary>
    internal static bool IsExpected(Exception error) => error is
        InvalidOperationException or NpgsqlException or IOException or OptionsValidationException;

    /// <summary>The message in one line. PostgreSQL's has further lines for detail and position.</summary>
    internal static string OneLine(Exception error) => error switch
    {
        PostgresException refused => $"{refused.MessageText} ({refused.SqlState})",
        _ => error.Message.ReplaceLineEndings(" "),
    };

    internal static void AddQuietStart(this IHostApplicationBuilder builder) =>
        builder.Logging.AddFilter(HostLog, LogLevel.Critical);
}
