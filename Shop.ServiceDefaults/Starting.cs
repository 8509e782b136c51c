// A service that cannot start says why in one line, which says what to do, and exits with 1: where in our code it was
// found out would only hide it. That goes for its settings, its database and the addresses it listens on; anything else
// that is thrown is a mistake of ours, and passes with all its traces.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Shop.ServiceDefaults;

/// <summary>Runs a service from its settings to its end.</summary>
public static class Starting
{
    // The framework's own word on a start that failed is its trace.
    private const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host";

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    /// <summary>Makes the service, starts it, waits for its end; returns the exit code of the process.</summary>
    public static async Task<int> RunAsync(string service, Func<Task<WebApplication>> make)
    {
        WebApplication? app = null;
        try
        {
            app = await make();
            await app.StartAsync();
        }
        catch (Exception error) when (error is
            InvalidOperationException or NpgsqlException or IOException or OptionsValidationException)
        {
            // Not through the log: the settings are read before there is one.
            await Console.Error.WriteLineAsync($"{service} cannot start: {error.Message}");
            if (app is not null)
            {
                // What already works in the background ends before what it works with is gone.
                await app.StopAsync(EndsWithin);
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

    internal static void AddQuietStart(this IHostApplicationBuilder builder) =>
        builder.Logging.AddFilter(HostLog, LogLevel.Critical);
}
