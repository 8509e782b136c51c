// The folders that a run writes to. Kept data is in one folder per AppHost, so that two clones of the repository never
// share it. A temporary folder belongs to one run and is deleted with it; what a killed run left behind is deleted by
// the next run.
using System.Security.Cryptography;
using System.Text;
using Shop.AppHost.Postgres;

namespace Shop.AppHost.Run;

internal static class LocalData
{
    private const string LockEnding = ".lock";

    /// <summary>The user's data. PostgreSQL's user cannot enter root's home directory.</summary>
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

    /// <summary>Whether data outlives the run. The tests set <c>KeepData=false</c>.</summary>
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
        foreach (var file in Directory.GetFiles(TemporaryRoot, $"*{LockEnding}"))
        {
            DeleteUnlessLocked(file[..^LockEnding.Length]);
        }

        // Locked before it exists, because another run deletes the folders that are not locked.
        while (true)
        {
            var folder = Path.Combine(TemporaryRoot, $"{name}-{Guid.NewGuid():n}");
            try
            {
                var lockFile = Lock(folder);
                return (Create(folder), lockFile);
            }
            catch (IOException) when (File.Exists(folder + LockEnding))
            {
                continue; // Another run has locked this file first, to delete it. The loop chooses another name.
            }
        }
    }

    /// <summary>Locks a folder, by a file beside it, until the result is disposed or the process ends.</summary>
    /// <exception cref="IOException">Another process holds the lock.</exception>
    public static FileStream Lock(string folder) =>
        new(folder + LockEnding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>
    /// Creates a folder. As root it also lets every user enter the folder, because PostgreSQL runs as another user.
    /// Existing permissions are never removed.
    /// </summary>
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

    private static void DeleteUnlessLocked(string folder)
    {
        try
        {
            using (Lock(folder))
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }

            File.Delete(folder + LockEnding);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its run is alive, or its server still writes. A later run tries again.
        }
    }
}
