// The AppHost in a separate process, started as a developer starts it. The process has a marker in its environment,
// which every child process inherits, so a test finds all processes of the run, also orphaned ones.
using System.Runtime.InteropServices;

namespace Shop.Tests.Hosting;

/// <summary>A run of <c>dotnet run --project Shop.AppHost</c>.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    public const int Interrupt = 2, SigKill = 9;

    private readonly string _marker = $"SHOP_TEST_RUN={Guid.NewGuid():n}";
    private readonly ProgramProcess _dotnetRun;

    /// <summary>Starts the shop on free ports, with its data in a folder.</summary>
    public AppHostProcess(string dataPath)
    {
        var marker = _marker.Split('=');
        _dotnetRun = ProgramProcess.Start(
            "dotnet",
            [
                "run", "--no-build", "--no-launch-profile", "--project", "Shop.AppHost", "--configuration",
                BuiltPrograms.Configuration, "--", $"--DataPath={dataPath}", "--DcpPublisher:RandomizePorts=true",
            ],
            folder: null,
            [.. LaunchSettings(), (marker[0], marker[1])]);
    }

    /// <summary>The process id of <c>dotnet run</c>.</summary>
    public int Id => _dotnetRun.Id;

    /// <summary>The process id of the AppHost, a child of <c>dotnet run</c>.</summary>
    public int AppHostId => FindProcesses().Single(process => process.IsProgram("Shop.AppHost")).Id;

    /// <summary>The settings of the AppHost's launch profile, with free ports.</summary>
    public static (string Name, string Value)[] LaunchSettings() =>
    [
        ("ASPNETCORE_ENVIRONMENT", "Development"),
        ("DOTNET_ENVIRONMENT", "Development"),
        ("ASPNETCORE_URLS", $"http://localhost:{FreePorts.Take()}"),
        ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{FreePorts.Take()}"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://localhost:{FreePorts.Take()}"),
    ];

    /// <summary>Finds all running processes of this run.</summary>
    public IReadOnlyList<RunningProcess> FindProcesses() =>
        [.. Directory.GetDirectories("/proc").Select(FindProcess).OfType<RunningProcess>()];

    /// <summary>Sends a signal to one process.</summary>
    public static void Signal(int process, int signal) => Assert.Equal(0, Kill(process, signal));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in FindProcesses())
        {
            _ = Kill(process.Id, SigKill);
        }

        await _dotnetRun.DisposeAsync();
    }

    private RunningProcess? FindProcess(string folder)
    {
        try
        {
            return int.TryParse(Path.GetFileName(folder), out var id)
                && File.ReadAllText(Path.Combine(folder, "environ")).Contains(_marker, StringComparison.Ordinal)
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
