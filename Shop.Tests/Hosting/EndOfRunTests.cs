// However a run ends, nothing of it stays behind and both databases end cleanly.
namespace Shop.Tests.Hosting;

public sealed class EndOfRunTests : IDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-end-of-run-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task Ctrl_C_ends_everything() => EndsAsync(run => AppHostProcess.Signal(run.AppHostId, Signals.Interrupt));

    [Fact]
    public Task Kill_of_the_AppHost_ends_everything() =>
        EndsAsync(run => AppHostProcess.Signal(run.AppHostId, Signals.Kill));

    [Fact]
    public Task Kill_of_dotnet_run_ends_everything() =>
        EndsAsync(run => AppHostProcess.Signal(run.Id, Signals.Kill));

    private async Task EndsAsync(Action<AppHostProcess> end)
    {
        using var run = AppHostProcess.Start(_folder.FullName);
        await Eventually.IsAsync(
            () => Task.FromResult(run.Running()),
            processes => new[] { "Shop.Web", "Shop.Commerce", "Shop.Account", "Shop.PortOne.Sandbox" }.All(service =>
                processes.Any(process => process.Command.Split('\0')[0].EndsWith(
                    $"/{service}", StringComparison.Ordinal))),
            StartDeadline);

        end(run);

        await Eventually.IsAsync(
            () => Task.FromResult(string.Join('\n', run.Running())), left => left.Length == 0, EndDeadline);
        Assert.Equal("shut down", PostgresFiles.StateOf(Path.Combine(_folder.FullName, "shop-account-data")));
        Assert.Equal("shut down", PostgresFiles.StateOf(Path.Combine(_folder.FullName, "shop-commerce-data")));
    }
}
