using Microsoft.Extensions.Configuration;
using Shop.AppHost.Postgres;

namespace Shop.Tests.Hosting;

/// <summary>Reads the state of a data folder with PostgreSQL's pg_controldata.</summary>
internal static class PostgresFiles
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>"shut down" after a clean shutdown, "in production" while a server runs and after a crash.</summary>
    public static string StateOf(string folder)
    {
        var programs = PostgresPrograms.Find(new ConfigurationBuilder().Build(), dataVersion: null);
        var (_, output, _) = LocalProcess.Run(
            Path.Combine(programs.Folder, "pg_controldata"), ["-D", Path.Combine(folder, "data")], Timeout);
        return output.Split('\n')
            .Single(line => line.StartsWith("Database cluster state:", StringComparison.Ordinal))
            .Split(':')[1].Trim();
    }
}
