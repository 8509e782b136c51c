// Runs a service from start to stop. If settings are wrong, the database is not ready or an address is in use, the
// service prints one line that says what to do and exits with 1. Any other exception is a bug and shows its stack
// trace.
namespace Shop.ServiceDefaults;

public static class ServiceHost
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Builds and starts the service, and waits until it stops. Returns the process's exit code.</summary>
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
            // Written to the console, because settings are read before logging exists.
            await Console.Error.WriteLineAsync($"{service} cannot start: {OneLine(error)}");
            if (app is not null)
            {
                // Stops the background workers before the services that they use are disposed.
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

    /// <summary>
    /// True for errors that the operator can correct; any other error is a bug. Code that checks settings or the
    /// database throws <see cref="InvalidOperationException"/> with a message that says what to do.
    /// </summary>
    internal static bool IsExpected(Exception error) => error is
        InvalidOperationException or NpgsqlException or IOException or OptionsValidationException;

    /// <summary>The error's message in one line, without the detail and position that PostgreSQL adds.</summary>
    internal static string OneLine(Exception error) => error switch
    {
        PostgresException refused => $"{refused.MessageText} ({refused.SqlState})",
        _ => error.Message.ReplaceLineEndings(" "),
    };
}
