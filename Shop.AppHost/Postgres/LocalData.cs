// Where a run keeps what it writes. Kept data lives in one folder per AppHost, so that two clones never share it.
// A temporary folder belongs to one run and is removed with it; what a killed run left is removed by the next one.
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;

namespace Shop.AppHost.Postgres;

/// <summary>The folders of this AppHost.</summary>
internal static class LocalData
{
    private const string LockFile = "lock";

    /// <summary>The user's data. Root's home is closed to the user that PostgreSQL runs as, so root's is elsewhere.</summary>
    public static string Root { get; } = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
        ? "/var/lib/shop"
        : Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "shop");

    private static string TemporaryRoot => Path.Combine(Path.GetTempPath(), $"shop-{Environment.UserName}");

    /// <summary>Short and stable for the folder that the AppHost lies in.</summary>
    public static string KeyOf(IDistributedApplicationBuilder builder) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(builder.AppHostDirectory)))[..12];

    /// <summary>A folder that outlives the run.</summary>
    public static string KeptFolder(IDistributedApplicationBuilder builder) =>
        Create(Path.Combine(builder.Configuration["DataPath"] ?? Path.Combine(Root, KeyOf(builder))));

    /// <summary>A new folder that ends with the run, and the lock that says the run is alive.</summary>
    public static (string Folder, FileStream Lock) TemporaryFolder(string name)
    {
        Create(TemporaryRoot);
        foreach (var leftover in Directory.GetDirectories(TemporaryRoot))
        {
            RemoveIfUnlocked(leftover);
        }

        var folder = Create(Path.Combine(TemporaryRoot, $"{name}-{Guid.NewGuid():n}"));
        return (folder, Lock(folder));
    }

    /// <summary>Locks a folder for the life of this process. The system releases the lock when the process dies.</summary>
    /// <exception cref="IOException">Another process holds it.</exception>
    public static FileStream Lock(string folder) =>
        new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Creates a folder that other users can pass through but not list or write.</summary>
    public static string Create(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder)
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        return folder;
    }

    /// <summary>Lets the user that PostgreSQL runs as read and execute what root unpacked.</summary>
    public static void OpenToServer(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        for (var parent = folder; parent.StartsWith(Root, StringComparison.Ordinal);)
        {
            Create(parent);
            parent = Path.GetDirectoryName(parent)!;
        }
    }

    // A lock file that is missing belongs to a folder that is being created this moment.
    private static void RemoveIfUnlocked(string folder)
    {
        try
        {
            using (new FileStream(
                Path.Combine(folder, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Its run is alive, or its server is still writing: a later run removes it.
        }
    }
}
