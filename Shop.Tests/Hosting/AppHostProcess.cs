// The AppHost as a person starts it, in a process of its own. Every process that it starts, directly or not, inherits a
// mark in its environment, so what a run leaves behind can be found whoever its parent is.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Shop.Tests.Hosting;

/// <summary>A run of <c>dotnet run --project Shop.AppHost</c>.</summary>
internal sealed partial class AppHostProcess : IDisposable
{
    private const string MarkName = "SHOP_TEST_RUN";
    private const string AppHost = "Shop.AppHost";

    private readonly Process _process;
    private readonly byte[] _mark;

    private AppHostProcess(Process process, byte[] mark) => (_process, _mark) = (process, mark);

    /// <summary>The <c>dotnet run</c> that a person would stop.</summary>
    public int Id => _process.Id;

    /// <summary>The AppHost below it.</summary>
    public int AppHostId => Running().Single(process => process.Command.Split('\0')[0].EndsWith(
        $"/{AppHost}", StringComparison.Ordinal)).Id;

    /// <summary>Starts the shop on free ports, with its data in a folder.</summary>
    public static AppHostProcess Start(string dataPath)
    {
        var mark = $"{MarkName}={Guid.NewGuid():n}";
        var start = new ProcessStartInfo("dotnet", [
            "run", "--no-build", "--no-launch-profile", "--project", AppHost, "--configuration",
            BuiltPrograms.Configuration, "--", $"--DataPath={dataPath}", "--DcpPublisher:RandomizePorts=true",
        ])
        {
            WorkingDirectory = Path.GetDirectoryName(Projects.Shop_AppHost.ProjectPath)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in DashboardAddresses.Environment())
        {
            start.Environment[name] = value;
        }

        start.Environment[MarkName] = mark[(MarkName.Length + 1)..];
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, Encoding.UTF8.GetBytes(mark));
    }

    /// <summary>Every process of this run that is alive.</summary>
    public IReadOnlyList<(int Id, string Command)> Running()
    {
        var found = new List<(int, string)>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder), out var id)
                    && File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(_mark) >= 0)
                {
                    found.Add((id, File.ReadAllText(Path.Combine(folder, "cmdline"))));
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is not ours.
            }
        }

        return found;
    }

    /// <summary>Sends a signal to one process.</summary>
    public static void Signal(int process, int signal) => Assert.Equal(0, Kill(process, signal));

    public void Dispose()
    {
        foreach (var (id, _) in Running())
        {
            _ = Kill(id, Signals.Kill);
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

/// <summary>Signals by number.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
}
