// The files of one local server: the data directory that initdb creates, and the owner's password. A lock prevents two
// runs from using the same data. A run waits for the server of a killed earlier run to end.
using System.Diagnostics;
using System.Security.Cryptography;
using Shop.AppHost.Run;

namespace Shop.AppHost.Postgres;

internal sealed class PostgresDataFolder(string folder, bool isKept, FileStream? held) : IDisposable
{
    private const int PasswordBytes = 24;

    private static readonly TimeSpan InitTimeout = TimeSpan.FromMinutes(2);

    // After an AppHost is killed, the orchestrator stops its server within 6 s, plus the time of a checkpoint.
    private static readonly TimeSpan ServerEndTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private FileStream? _lock = held;

    public string Folder => folder;

    /// <summary>The folder to delete when the server ends; empty for kept data.</summary>
    public string Removable => isKept ? "" : Folder;

    /// <summary>The data directory, for <c>postgres -D</c>.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>The password of the server's owner, once the data is locked.</summary>
    public string Password => File.ReadAllText(PasswordFile);

    /// <summary>The major version that wrote the data; null before initdb has succeeded.</summary>
    public int? MajorVersion => File.Exists(Initialized)
        && int.TryParse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")), out var version) ? version : null;

    private string PasswordFile => Path.Combine(Folder, "password");

    // Written after initdb has succeeded. Without it the data directory may be incomplete.
    private string Initialized => Path.Combine(Folder, "initialized");

    // Character classes cover all of UTF-8, Hangul included. Text sorts by code point; queries that need another order
    // name a collation.
    private static string[] Locale =>
        OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"]
        : OperatingSystem.IsMacOS() ? ["--locale=C", "--lc-ctype=UTF-8"]
        : ["--locale=C", "--lc-ctype=en-US.UTF-8"];

    /// <summary>Data that is deleted when the server ends.</summary>
    public static PostgresDataFolder Temporary(string server)
    {
        var (folder, held) = LocalData.TemporaryFolder(server);
        return new(folder, isKept: false, held);
    }

    /// <summary>Data that is kept in <paramref name="root"/> under this name.</summary>
    public static PostgresDataFolder Kept(string root, string name) =>
        new(Path.Combine(root, name), isKept: true, held: null);

    /// <summary>Locks the data for this run, and waits up to 30 s for the server of an earlier run to end.</summary>
    public async Task LockAsync(PostgresPrograms programs, CancellationToken ct)
    {
        LocalData.Create(Path.GetDirectoryName(Folder)!);
        LocalData.Create(Folder);
        try
        {
            _lock ??= LocalData.Lock(Folder);
        }
        catch (IOException)
        {
            throw new DistributedApplicationException(
                $"The data in {Folder} is used by another run of this AppHost. Stop that run, then start again.");
        }

        for (var waited = Stopwatch.StartNew(); IsServerRunning();)
        {
            if (waited.Elapsed > ServerEndTimeout)
            {
                throw new DistributedApplicationException(
                    $"A PostgreSQL server of an earlier run still uses {Data}. Stop that server, then start again.");
            }

            await Task.Delay(PollInterval, ct);
        }

        if (MajorVersion is { } version && version != programs.MajorVersion)
        {
            throw new DistributedApplicationException(
                $"The data in {Data} was written by PostgreSQL {version}, and the programs in {programs.Folder} are "
                + $"version {programs.MajorVersion}. Install PostgreSQL {version}, or delete {Folder} to start without "
                + "data.");
        }

        if (!File.Exists(PasswordFile))
        {
            CreatePassword(); // Under the lock: two first starts at once would create two passwords for one server.
        }
    }

    /// <summary>Runs initdb unless it has succeeded before.</summary>
    public void Initialize(PostgresPrograms programs)
    {
        if (File.Exists(Initialized))
        {
            return;
        }

        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        Directory.CreateDirectory(Data);
        PostgresUser.ChangeOwner(Data, PasswordFile);
        var (program, arguments) = PostgresUser.Wrap(programs.InitDb, [
            "-D", Data, "-U", LocalPostgresResource.OwnerName, $"--pwfile={PasswordFile}", "--encoding=UTF8",
            .. Locale, "--auth-host=scram-sha-256", "--auth-local=scram-sha-256",
            .. isKept ? Array.Empty<string>() : ["--no-sync"],
        ]);
        var (exitCode, output, errors) = LocalProcess.Run(program, arguments, InitTimeout, Folder);
        if (exitCode != 0)
        {
            throw new DistributedApplicationException(
                $"initdb failed with exit code {exitCode}. Correct the cause and start again:{Environment.NewLine}"
                + $"{output}{errors}");
        }

        File.WriteAllText(Initialized, "");
    }

    /// <summary>Releases the lock. Call it after the server has ended.</summary>
    public void Dispose() => _lock?.Dispose();

    private bool IsServerRunning()
    {
        var pidFile = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(pidFile) || !int.TryParse(File.ReadLines(pidFile).FirstOrDefault(), out var pid))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false; // A crash left the file; the server replaces it when it starts.
        }
    }

    private void CreatePassword()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(PasswordFile, options);
        writer.Write(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes)));
    }
}
