// A private server from PostgreSQL's own programs: on loopback only, no socket file, scram passwords, its settings
// PostgreSQL's own.
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.PostgreSQL;

internal sealed class LocalPostgres : PostgresPrograms
{
    private readonly string _folder;
    private readonly string _version;

    private LocalPostgres(string folder, string version)
    {
        _folder = folder;
        _version = version;
    }

    public override string Major => _version;

    // The programs refuse root.
    private static string? ServerUser => Environment.UserName != "root" ? null
        : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres" : "nobody";

    public static async Task<LocalPostgres> InAsync(string folder, CancellationToken ct)
    {
        var (_, output) = await ChildProcess.RunAsync(
            new() { FileName = Path.Combine(folder, "postgres"), Arguments = ["--version"] }, ct);
        return new(folder, Regex.Match(output, @"\d+").Value);
    }

    public override async Task<ChildProcess> StartAsync(
        PostgresData data, int port, Action<string> onLine, CancellationToken ct)
    {
        if (!File.Exists(data.Marker))
        {
            await InitialiseAsync(data, ct);
        }

        return await ChildProcess.StartAsync(new()
        {
            FileName = Path.Combine(_folder, "postgres"),
            Arguments =
            [
                "-D", data.DataFolder, "-c", "listen_addresses=localhost", "-c", $"port={port}",
                "-c", "unix_socket_directories=",
            ],
            WorkingDirectory = data.Folder,
            Environment = new Dictionary<string, string?>
            {
                ["LC_MESSAGES"] = "C",
                ["PGDATA"] = null,
                ["PGPORT"] = null,
            },
            User = ServerUser,
            // A fast stop; a kill would leave its shared memory behind.
            WhenOrphaned = Signal.Interrupt,
            OnLine = onLine,
        });
    }

    private async Task InitialiseAsync(PostgresData data, CancellationToken ct)
    {
        if (Directory.Exists(data.DataFolder))
        {
            Directory.Delete(data.DataFolder, recursive: true);
        }

        Directory.CreateDirectory(data.DataFolder);
        var secret = Path.Combine(data.Folder, "initial-password");
        await File.WriteAllTextAsync(secret, data.Password, ct);
        Permissions.ForUsOnly(secret);
        if (ServerUser is { } user)
        {
            await ChildProcess.RunAsync(new() { FileName = "chown", Arguments = [user, data.DataFolder, secret] }, ct);
        }

        var (exitCode, output) = await ChildProcess.RunAsync(new()
        {
            FileName = Path.Combine(_folder, "initdb"),
            Arguments =
            [
                "-D", data.DataFolder, "-U", PostgresServerResource.UserName, $"--pwfile={secret}", "--encoding=UTF8",
                OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--no-locale",
                "--auth-host=scram-sha-256", "--auth-local=scram-sha-256",
                .. data.IsKept ? Array.Empty<string>() : ["--no-sync"],
            ],
            WorkingDirectory = data.Folder,
            User = ServerUser,
        }, ct);
        File.Delete(secret);
        if (exitCode != 0)
        {
            throw new DistributedApplicationException(
                $"initdb failed with exit code {exitCode}:{Environment.NewLine}{output}");
        }

        await File.WriteAllTextAsync(data.Marker, "", ct);
    }
}
