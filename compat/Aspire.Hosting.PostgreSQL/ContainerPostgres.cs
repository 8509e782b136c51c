// The server as a container, with the image that Aspire takes. The client stays in the foreground: it passes our
// signals on, and the container is removed when it ends.
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.PostgreSQL;

internal sealed class ContainerPostgres(string runtime) : PostgresPrograms
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    public override string? Major => null;

    /// <summary>A runtime counts only when it answers: a client without a daemon is of no use.</summary>
    public static async Task<ContainerPostgres?> FindAsync(CancellationToken ct)
    {
        foreach (var runtime in new[] { "docker", "podman" })
        {
            if (ChildProcess.Find(runtime) is null)
            {
                continue;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(AnswerLimit);
            try
            {
                var (exitCode, _) = await ChildProcess.RunAsync(
                    new() { FileName = runtime, Arguments = ["version"] }, limit.Token);
                if (exitCode == 0)
                {
                    return new(runtime);
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // It hangs: the next one.
            }
        }

        return null;
    }

    public override async Task<ChildProcess> StartAsync(
        PostgresData data, int port, Action<string> onLine, CancellationToken ct)
    {
        await RequireImageAsync(onLine, ct);
        return await ChildProcess.StartAsync(new()
        {
            FileName = runtime,
            Arguments =
            [
                "run", "--rm", "--publish", $"127.0.0.1:{port}:5432", "--stop-signal", "SIGINT",
                "--env", "POSTGRES_HOST_AUTH_METHOD=scram-sha-256",
                "--env", "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256 --auth-local=scram-sha-256",
                "--env", $"POSTGRES_USER={PostgresServerResource.UserName}", "--env", "POSTGRES_PASSWORD",
                .. data.ContainerVolume is { } volume ? new[] { "--volume", $"{volume}:/var/lib/postgresql" } : [],
                PostgresServerResource.Image,
            ],
            // In the environment, so that no list of processes shows it.
            Environment = new Dictionary<string, string?> { ["POSTGRES_PASSWORD"] = data.Password },
            WhenOrphaned = Signal.Interrupt,
            OnLine = onLine,
        });
    }

    // Fetched before the start, because fetching may take longer than a server may take to answer.
    private async Task RequireImageAsync(Action<string> onLine, CancellationToken ct)
    {
        string[] inspect = ["image", "inspect", PostgresServerResource.Image];
        var (absent, _) = await ChildProcess.RunAsync(new() { FileName = runtime, Arguments = inspect }, ct);
        if (absent == 0)
        {
            return;
        }

        onLine($"fetches {PostgresServerResource.Image}");
        string[] pull = ["pull", "--quiet", PostgresServerResource.Image];
        var (exitCode, output) = await ChildProcess.RunAsync(new() { FileName = runtime, Arguments = pull }, ct);
        if (exitCode != 0)
        {
            throw new DistributedApplicationException(
                $"there is no PostgreSQL on this machine, and {runtime} cannot fetch {PostgresServerResource.Image}: "
                + $"{output}{Environment.NewLine}Install the PostgreSQL server, or let {runtime} reach the registry.");
        }
    }
}
