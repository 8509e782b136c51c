// Tests the AppHost's local PostgreSQL: kept and temporary data, the lock against a second run, a clean shutdown, and
// programs from npm on a machine that has none.
using Aspire.Hosting;
using Shop.AppHost.Postgres;
using Shop.Tests.Startup;

namespace Shop.Tests.Hosting;

public sealed class LocalPostgresTests : IDisposable
{
    private const string DataName = "small-data";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-hosting-");

    private string DataPath => $"--DataPath={_folder.FullName}";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Kept_data_survives_a_clean_shutdown_and_is_locked_by_one_run()
    {
        await using (var first = await SmallGraph.StartAsync(DataName, DataPath))
        {
            await first.RunAsync("create table kept (value int)");
            await first.RunAsync("insert into kept values (7)");

            var refused = await Assert.ThrowsAnyAsync<DistributedApplicationException>(
                () => SmallGraph.StartAsync(DataName, DataPath));
            Assert.Contains("used by another run", refused.Message);
        }

        Assert.Equal("shut down", PostgresFiles.StateOf(Path.Combine(_folder.FullName, DataName)));
        await using var second = await SmallGraph.StartAsync(DataName, DataPath);
        Assert.Equal(7, await second.RunAsync("select value from kept"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused()
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder.FullName, DataName, "data"));
        await File.WriteAllTextAsync(Path.Combine(data.FullName, "PG_VERSION"), "9\n");
        await File.WriteAllTextAsync(Path.Combine(data.Parent!.FullName, "initialized"), "");

        var refused = await Assert.ThrowsAnyAsync<DistributedApplicationException>(
            () => SmallGraph.StartAsync(DataName, DataPath));

        Assert.Contains("written by PostgreSQL 9", refused.Message);
        Assert.Matches(@"version \d+\. Install PostgreSQL 9, or delete", refused.Message);
    }

    [Fact]
    public async Task Missing_programs_are_downloaded_with_npm_and_temporary_data_is_deleted()
    {
        string folder;
        await using (var graph = await SmallGraph.StartAsync(dataName: null, $"--{PostgresPrograms.FoldersKey}="))
        {
            Assert.StartsWith("18.", (string)(await graph.RunAsync("show server_version"))!);
            folder = Path.GetDirectoryName((string)(await graph.RunAsync("show data_directory"))!)!;
            Assert.True(Directory.Exists(folder));
        }

        await Eventually.IsAsync(() => Task.FromResult(Directory.Exists(folder)), exists => !exists);
    }

    [Fact]
    public async Task Without_programs_container_engine_and_npm_the_start_fails_with_one_line()
    {
        // The PATH is an empty folder, so neither npm nor a container client is found.
        var end = await ProgramProcess.RunAsync(
            LocalProcess.Find("dotnet")!, [BuiltPrograms.PathOf("Shop.AppHost")], folder: null,
            [
                .. AppHostProcess.LaunchSettings(), ("PATH", _folder.FullName), ("Postgres__Programs", ""),
                ("Postgres__Downloads", _folder.FullName),
            ]);

        ServiceProcess.AssertFailedWithOneLine(
            end, "The shop cannot start: PostgreSQL is not installed", "apt-get install postgresql");
    }
}
