namespace Aspire.Hosting.Running;

/// <summary>Who may read a file or pass through a folder, where the system knows such modes.</summary>
internal static class Permissions
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void ForUsOnly(string file) => Set(file, Owner);

    public static void ForAllToPass(string folder) => Set(folder, Owner | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

    private static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
