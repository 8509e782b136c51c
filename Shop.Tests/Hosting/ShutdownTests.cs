// Tests that every way to end a run ends all of its processes and shuts both databases down cleanly.
namespace Shop.Tests.Hosting;

public sealed class ShutdownTests : IDisposable
{
    private static readonly string[] Services = ["Shop.Web", "Shop.Commerce", "Shop.Account", "Shop.PortOne.Sandbox"];
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-shutdown-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task Ctrl_C_ends_every_process() =>
        RunEndsAfterAsync(run => AppHostProcess.Signal(run.AppHostId, Signals.Interrupt));

    [Fact]
    public Task Killing_the_AppHost_ends_every_process() =>
        RunEndsAfterAsync(run => AppHostProcess.Signal(run.AppHostId, Signals.Kill));

    [Fact]
    public Task Killing_dotnet_run_ends_every_process() =>
        RunEndsAfterAsync(run => AppHostProcess.Signal(run.Id, Signals.Kill));

    private async Task RunEndsAfterAsync(Action<AppHostProcess> end)
    {
        using var run = AppHostProcess.Start(_folder.FullName);
        await Eventually.IsAsync(
            () => Task.FromResult(run.FindProcesses()),
            processes => Services.All(service => processes.Any(process => process.IsProgram(service))),
            StartDeadline);

        end(run);

        await Eventually.IsAsync(
            () => Task.FromResult(string.Join('\n', run.FindProcesses())), left => left.Length == 0, EndDeadline);
        Assert.Equal("shut down", PostgresFiles.StateOf(Path.Combine(_folder.FullName, "shop-account-data")));
        Assert.Equal("shut down", PostgresFiles.StateOf(Path.Combine(_folder.FullName, "shop-commerce-data")));
    }
}
