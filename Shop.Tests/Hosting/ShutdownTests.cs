namespace Shop.Tests.Hosting;

/// <summary>Every way to end a run ends all of its processes and shuts both databases down cleanly.</summary>
public sealed class ShutdownTests : IDisposable
{
    private static readonly string[] Services = ["Shop.Web", "Shop.Commerce", "Shop.Account", "Shop.PortOne.Sandbox"];
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-shutdown-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("AppHost", AppHostProcess.Interrupt)] // Ctrl-C.
    [InlineData("AppHost", AppHostProcess.SigKill)]
    [InlineData("dotnet run", AppHostProcess.SigKill)]
    public async Task Every_process_ends_after_a_signal(string receiver, int signal)
    {
        await using var run = new AppHostProcess(_folder.FullName);
        await Eventually.IsAsync(
            () => Task.FromResult(run.FindProcesses()),
            processes => Services.All(service => processes.Any(process => process.IsProgram(service))),
            StartDeadline);

        AppHostProcess.Signal(receiver == "AppHost" ? run.AppHostId : run.Id, signal);

        await Eventually.IsAsync(
            () => Task.FromResult(string.Join('\n', run.FindProcesses())), left => left.Length == 0, EndDeadline);
        Assert.Equal("shut down", PostgresFiles.StateOf(Path.Combine(_folder.FullName, "shop-account-data")));
        Assert.Equal("shut down", PostgresFiles.StateOf(Path.Combine(_folder.FullName, "shop-commerce-data")));
    }
}
