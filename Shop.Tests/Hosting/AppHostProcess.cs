// The AppHost in a separate process, started as a developer starts it. The process has a marker in its environment,
// which every child process inherits, so a test finds all processes of the run, also orphaned ones.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Shop.Tests.Hosting;

/// <summary>A run of <c>dotnet run --project Shop.AppHost</c>.</summary>
internal sealed partial class AppHostProcess : IDisposable
{
    private const string MarkerName = "SHOP_TEST_RUN";
    private const string AppHost = "Shop.AppHost";

    private readonly Process _process;
    private readonly byte[] _marker;

    private AppHostProcess(Process process, byte[] marker) => (_process, _marker) = (process, marker);

    /// <summary>The process id of <c>dotnet run</c>.</summary>
    public int Id => _process.Id;

    /// <summary>The process id of the AppHost, a child of <c>dotnet run</c>.</summary>
    public int AppHostId => FindProcesses().Single(process => process.IsProgram(AppHost)).Id;

    /// <summary>Starts the shop on free ports, with its data in a folder.</summary>
    public static AppHostProcess Start(string dataPath)
    {
        var marker = $"{MarkerName}={Guid.NewGuid():n}";
        var start = new ProcessStartInfo("dotnet", [
            "run", "--no-build", "--no-launch-profile", "--project", AppHost, "--configuration",
            BuiltPrograms.Configuration, "--", $"--DataPath={dataPath}", "--DcpPublisher:RandomizePorts=true",
        ])
        {
            WorkingDirectory = Path.GetDirectoryName(Projects.Shop_AppHost.ProjectPath)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        DashboardAddresses.AddTo(start);
        start.Environment[MarkerName] = marker[(MarkerName.Length + 1)..];
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, Encoding.UTF8.GetBytes(marker));
    }

    /// <summary>Finds all running processes of this run.</summary>
    public IReadOnlyList<RunningProcess> FindProcesses() =>
        [.. Directory.GetDirectories("/proc").Select(FindProcess).OfType<RunningProcess>()];

    /// <summary>Sends a signal to one process.</summary>
    public static void Signal(int process, int signal) => Assert.Equal(0, Kill(process, signal));

    public void Dispose()
    {
        foreach (var process in FindProcesses())
        {
            _ = Kill(process.Id, Signals.Kill);
        }

        _process.Dispose();
    }

    private RunningProcess? FindProcess(string folder)
    {
        try
        {
            return int.TryParse(Path.GetFileName(folder), out var id)
                && File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(_marker) >= 0
                    ? new(id, File.ReadAllText(Path.Combine(folder, "cmdline")))
                    : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // The process has ended, or belongs to another user.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

/// <summary>A process that the AppHost has started, directly or not.</summary>
/// <param name="Id">The process id.</param>
/// <param name="CommandLine">The command line; its arguments are separated by null characters.</param>
internal sealed record RunningProcess(int Id, string CommandLine)
{
    /// <summary>True if the process runs the executable of this name.</summary>
    public bool IsProgram(string name) =>
        CommandLine.Split('\0')[0].EndsWith($"/{name}", StringComparison.Ordinal);
}

/// <summary>Signals by number.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
}
