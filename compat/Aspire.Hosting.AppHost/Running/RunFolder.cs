// What a run keeps on disk goes with the run. The folder is held by a lock that the kernel lifts when the process dies,
// so the next run recognises what a killed one has left and removes it.
namespace Aspire.Hosting.Running;

internal sealed class RunFolder : IDisposable
{
    private const string LockName = "held";
    private static readonly string Root = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), $"aspire-stand-in-{Environment.UserName}");

    private readonly FileStream _lock;

    private RunFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public static RunFolder Create()
    {
        Directory.CreateDirectory(Root);
        RemoveLeftOvers();
        var path = System.IO.Path.Combine(Root, $"{Environment.ProcessId}-{Guid.NewGuid():n}");
        Directory.CreateDirectory(path);
        return new(path, Hold(System.IO.Path.Combine(path, LockName)));
    }

    /// <summary>Holds a file for as long as this process lives; throws IOException when another one does.</summary>
    public static FileStream Hold(string file) =>
        new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    public void Dispose()
    {
        _lock.Dispose();
        Remove(Path);
    }

    private static void RemoveLeftOvers()
    {
        foreach (var folder in Directory.GetDirectories(Root))
        {
            try
            {
                // A folder without the file is being made this very moment, or is empty.
                using var held = new FileStream(
                    System.IO.Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Remove(folder);
            }
            catch (IOException)
            {
                // Its run is alive.
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A server that was killed a moment ago still writes there; the next run removes it.
        }
    }
}
