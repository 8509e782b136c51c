// PostgreSQL refuses to run as root. If the AppHost runs as root, PostgreSQL's programs run as the user `postgres`, or
// as `nobody` if `postgres` does not exist.
using System.Runtime.Versioning;

namespace Shop.AppHost.Postgres;

internal static class PostgresUser
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // The fields of its line in /etc/passwd; null if PostgreSQL runs as the user of this process.
    private static readonly string[]? Other = IsRoot ? FindUser("postgres") ?? FindUser("nobody") : null;

    /// <summary>True if this process runs as root; never on Windows.</summary>
    [UnsupportedOSPlatformGuard("windows")]
    public static bool IsRoot => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();

    /// <summary>The command that runs a program as this user.</summary>
    public static (string Program, string[] Arguments) Wrap(string program, string[] arguments) => Other is null
        ? (program, arguments)
        : LocalProcess.Find("setpriv") is { } setpriv
            ? (setpriv, [$"--reuid={Other[0]}", $"--regid={Other[3]}", "--clear-groups", program, .. arguments])
            : throw new DistributedApplicationException(
                "PostgreSQL refuses to run as root, and setpriv, which would run it as another user, is missing. "
                + "Install util-linux, or start the AppHost as another user.");

    public static void ChangeOwner(params string[] paths)
    {
        if (Other is null)
        {
            return;
        }

        // -h: never the target of a symbolic link.
        var (exitCode, _, errors) = LocalProcess.Run("chown", ["-h", $"{Other[0]}:{Other[3]}", .. paths], Timeout);
        if (exitCode != 0)
        {
            throw new DistributedApplicationException(
                $"{Other[0]} cannot become the owner of the data: {errors.Trim()}");
        }
    }

    private static string[]? FindUser(string name) => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .FirstOrDefault(fields => fields[0] == name);
}
