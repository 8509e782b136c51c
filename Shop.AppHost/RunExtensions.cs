// A run that cannot start says why in one line, because the message is meant for the person at the prompt.
using Aspire.Hosting;

namespace Shop.AppHost;

/// <summary>Runs the application.</summary>
internal static class RunExtensions
{
    /// <summary>Runs until Ctrl-C; returns the process's exit code.</summary>
    public static async Task<int> RunToEndAsync(this DistributedApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0; // Ctrl-C while the resources were starting.
        }
        catch (DistributedApplicationException error)
        {
            await Console.Error.WriteLineAsync($"The shop cannot start: {error.Message}");
            return 1;
        }
    }
}
