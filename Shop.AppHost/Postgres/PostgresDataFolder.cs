// One server's data: the folder that initdb fills, with the password beside it. The lock keeps two runs apart; a server
// that outlives a killed run is waited for.
using System.Diagnostics;
using System.Security.Cryptography;
using Aspire.Hosting;

namespace Shop.AppHost.Postgres;

/// <summary>The data of one local server.</summary>
internal sealed class PostgresDataFolder : IDisposable
{
    private const int PasswordBytes = 24;

    private static readonly TimeSpan InitTimeout = TimeSpan.FromMinutes(2);

    // A killed AppHost leaves its server behind until the orchestrator has stopped it: 6 s, plus a checkpoint.
    private static readonly TimeSpan ServerEndTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private FileStream? _lock;

    private PostgresDataFolder(string folder, bool isKept, FileStream? held)
    {
        (Folder, IsKept, _lock) = (folder, isKept, held);
        Password = ReadOrCreatePassword();
    }

    /// <summary>Everything that belongs to the server.</summary>
    public string Folder { get; }

    /// <summary>False for data that ends with the run.</summary>
    public bool IsKept { get; }

    /// <summary>The password of the server's owner.</summary>
    public string Password { get; }

    /// <summary>What <c>postgres -D</c> takes.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>What is removed when the server ends; empty for kept data.</summary>
    public string Removable => IsKept ? "" : Folder;

    // initdb may be interrupted: only this file says that it succeeded.
    private string Initialized => Path.Combine(Folder, "initialized");

    /// <summary>Data that ends with the run.</summary>
    public static PostgresDataFolder Temporary(string server)
    {
        var (folder, held) = LocalData.TemporaryFolder(server);
        return new(folder, isKept: false, held);
    }

    /// <summary>Data kept under a name until somebody removes the folder.</summary>
    public static PostgresDataFolder Kept(string root, string name) =>
        new(LocalData.Create(Path.Combine(root, name)), isKept: true, held: null);

    /// <summary>Locks the data for this run, and refuses data of another major version.</summary>
    /// <exception cref="DistributedApplicationException">The message says what to do.</exception>
    public async Task LockAsync(PostgresPrograms programs, CancellationToken ct)
    {
        try
        {
            _lock ??= LocalData.Lock(Folder);
        }
        catch (IOException)
        {
            throw new DistributedApplicationException(
                $"The data in {Folder} is used by another run of this AppHost. Stop that one first.");
        }

        var waited = Stopwatch.StartNew();
        while (IsServerRunning())
        {
            if (waited.Elapsed > ServerEndTimeout)
            {
                throw new DistributedApplicationException(
                    $"A PostgreSQL server of an earlier run still uses {Data}. Stop it first.");
            }

            await Task.Delay(Pause, ct);
        }

        RequireVersion(programs);
    }

    /// <summary>Fills the folder on the first start.</summary>
    public void Initialize(PostgresPrograms programs)
    {
        if (!File.Exists(Initialized))
        {
            RunInitDb(programs);
        }
    }

    /// <summary>Releases the lock; the server has ended by then.</summary>
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
            return false; // Left by a crash; the server removes it when it starts.
        }
    }

    private void RequireVersion(PostgresPrograms programs)
    {
        var file = Path.Combine(Data, "PG_VERSION");
        if (File.Exists(Initialized) && File.ReadAllText(file).Trim() is var version
            && version != $"{programs.MajorVersion}")
        {
            throw new DistributedApplicationException(
                $"The data in {Data} was written by PostgreSQL {version}, and the programs in {programs.Folder} are "
                + $"version {programs.MajorVersion}. Install PostgreSQL {version}, or remove {Folder} to start empty.");
        }
    }

    private void RunInitDb(PostgresPrograms programs)
    {
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        Directory.CreateDirectory(Data);
        var secret = Path.Combine(Folder, "initial-password");
        WritePrivate(secret, Password);
        var (program, arguments) = PostgresUser.Wrap(programs.InitDb, [
            "-D", Data, "-U", LocalPostgresResource.OwnerName, $"--pwfile={secret}", "--encoding=UTF8",
            .. Locale, "--auth-host=scram-sha-256", "--auth-local=scram-sha-256",
            .. IsKept ? Array.Empty<string>() : ["--no-sync"],
        ]);
        PostgresUser.Own([Data, secret]);
        var (exitCode, output) = LocalProcess.Run(program, arguments, InitTimeout, Folder);
        File.Delete(secret);
        if (exitCode != 0)
        {
            throw new DistributedApplicationException(
                $"initdb failed with exit code {exitCode}:{Environment.NewLine}{output}");
        }

        File.WriteAllText(Initialized, "");
    }

    // Letters are letters in UTF-8 (Hangul too), order is by code point: queries name the order they want.
    private static string[] Locale =>
        OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"]
        : OperatingSystem.IsMacOS() ? ["--locale=C", "--lc-ctype=UTF-8"]
        : ["--locale=C", "--lc-ctype=en-US.UTF-8"];

    private string ReadOrCreatePassword()
    {
        var file = Path.Combine(Folder, "password");
        if (!File.Exists(file))
        {
            WritePrivate(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes)));
        }

        return File.ReadAllText(file);
    }

    private static void WritePrivate(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }
}
