// The folders that a run writes to. Kept data is in one folder per AppHost, so that two clones of the repository never
// share it. A temporary folder belongs to one run and is deleted with it; what a killed run left behind is deleted by
// the next run.
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Shop.AppHost.Postgres;

namespace Shop.AppHost.Run;

/// <summary>The folders of this AppHost.</summary>
internal static class LocalData
{
    private const string LockFile = "lock";
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The user's data. For root it is outside the home directory, which the user that PostgreSQL runs as cannot enter.
    /// </summary>
    public static string Root { get; } = PostgresUser.IsRoot
        ? "/var/lib/shop"
        : Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "shop");

    // Root's is not in the world-writable folder, where another user could create it first.
    private static string TemporaryRoot => PostgresUser.IsRoot
        ? Path.Combine(Root, "tmp")
        : Path.Combine(Path.GetTempPath(), $"shop-{Environment.UserName}");

    /// <summary>
    /// Whether data outlives the run: true unless configuration says <c>KeepData=false</c>, as the tests do.
    /// </summary>
    public static bool IsKept(IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetValue("KeepData", true);

    /// <summary>A short key that stays the same for the folder of the AppHost.</summary>
    public static string KeyOf(IDistributedApplicationBuilder builder) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(builder.AppHostDirectory)))[..12];

    /// <summary>The folder that outlives the run; configuration may name another one as <c>DataPath</c>.</summary>
    public static string KeptFolder(IDistributedApplicationBuilder builder) =>
        builder.Configuration["DataPath"] ?? Path.Combine(Root, KeyOf(builder));

    /// <summary>
    /// A new folder for this run, with the lock that prevents other runs from deleting it. Deletes the folders of runs
    /// that have ended.
    /// </summary>
    public static (string Folder, FileStream Lock) TemporaryFolder(string name)
    {
        Create(TemporaryRoot);

        // Held while this run deletes and creates folders, because another run deletes a folder without a lock.
        using var turn = WaitForLock(TemporaryRoot);
        foreach (var leftover in Directory.GetDirectories(TemporaryRoot))
        {
            TryRemove(leftover);
        }

        var folder = Create(Path.Combine(TemporaryRoot, $"{name}-{Guid.NewGuid():n}"));
        return (folder, Lock(folder));
    }

    private static FileStream WaitForLock(string folder)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return Lock(folder);
            }
            catch (IOException) when (waited.Elapsed < LockTimeout)
            {
                Thread.Sleep(PollInterval);
            }
        }
    }

    /// <summary>
    /// Locks a folder for the lifetime of this process. The operating system releases the lock when the process ends.
    /// </summary>
    /// <exception cref="IOException">Another process holds the lock.</exception>
    public static FileStream Lock(string folder) =>
        new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>
    /// Creates a folder. As root it also lets every user enter the folder, because PostgreSQL runs as another user.
    /// Existing permissions are never removed.
    /// </summary>
    /// <exception cref="DistributedApplicationException">This user may not create it.</exception>
    public static string Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (PostgresUser.IsRoot)
            {
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder)
                    | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            return folder;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DistributedApplicationException(
                $"{error.Message} Make the folder writable for this user, or name another one with --DataPath=FOLDER.");
        }
    }

    /// <summary>
    /// As root, lets the user that PostgreSQL runs as read a folder below <see cref="Root"/> with all that is in it.
    /// </summary>
    public static void AllowServerToRead(string folder)
    {
        if (!PostgresUser.IsRoot)
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            if (entry.LinkTarget is null)
            {
                var mode = entry.UnixFileMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
                entry.UnixFileMode = mode.HasFlag(UnixFileMode.UserExecute)
                    ? mode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
                    : mode;
            }
        }

        for (var parent = folder; parent.StartsWith(Root, StringComparison.Ordinal);)
        {
            Create(parent);
            parent = Path.GetDirectoryName(parent)!;
        }
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            // A folder without a lock file is just being created by another run.
            using (new FileStream(
                Path.Combine(folder, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // Its run is alive, or its server still writes. A later run tries again.
        }
    }
}
