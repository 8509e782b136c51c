// PostgreSQL refuses to run as root: what root starts runs as another user.
using Aspire.Hosting;

namespace Shop.AppHost.Postgres;

/// <summary>The user that PostgreSQL's programs run as.</summary>
internal static class PostgresUser
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // Null when it is the present user.
    private static readonly string? Other = !Environment.IsPrivilegedProcess || OperatingSystem.IsWindows() ? null
        : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres"
            : "nobody";

    /// <summary>The command that runs a program as this user.</summary>
    /// <exception cref="DistributedApplicationException">Root cannot become another user here.</exception>
    public static (string Program, string[] Arguments) Wrap(string program, string[] arguments)
    {
        if (Other is null)
        {
            return (program, arguments);
        }

        return LocalProcess.Find("setpriv") is { } setpriv
            ? (setpriv, [$"--reuid={Other}", $"--regid={GroupOf(Other)}", "--clear-groups", program, .. arguments])
            : throw new DistributedApplicationException(
                "PostgreSQL refuses to run as root, and setpriv (util-linux), which would run it as another user, is "
                + "missing. Start the AppHost as an ordinary user.");
    }

    /// <summary>Gives files to this user.</summary>
    public static void Own(string[] paths)
    {
        if (Other is not null)
        {
            LocalProcess.Run("chown", [$"{Other}:{GroupOf(Other)}", .. paths], Timeout);
        }
    }

    private static string GroupOf(string user) => user == "nobody" ? "nogroup" : user;
}
