namespace Shop.AppHost.Run;

internal static class RunExtensions
{
    /// <summary>
    /// Runs until Ctrl-C. Returns the exit code of the process: 0, or 1 if the shop could not start. An error that the
    /// person at the prompt can correct (no PostgreSQL, data in use) is a <see cref="DistributedApplicationException"/>
    /// and is printed as one line without a stack trace.
    /// </summary>
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
