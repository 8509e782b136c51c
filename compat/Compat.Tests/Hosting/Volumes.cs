using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;

namespace Compat.Tests.Hosting;

public sealed class Volumes : IAsyncLifetime
{
    private readonly string _volume = $"compat-test-{Guid.NewGuid():n}";
    private string? _folder;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    [Fact]
    public async Task Data_and_password_are_kept_between_runs_and_belong_to_one_run_and_one_version()
    {
        string? address;
        await using (var first = await RunAsync())
        {
            address = await ReadAsync(
                first, "create table kept (line text); insert into kept values ('kept'); select 'made'");
            await using var second = await SmallGraph.StartAsync(null, $"--Volume={_volume}");
            await Assert.ThrowsAsync<DistributedApplicationException>(() => second.WaitUntilHealthyAsync("stock"));
        }

        await using (var third = await RunAsync())
        {
            Assert.Equal("kept", await ReadAsync(third, "select line from kept"));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder!, "data", "PG_VERSION"), "9\n");
        await using var fourth = await SmallGraph.StartAsync(null, $"--Volume={_volume}");
        await Assert.ThrowsAsync<DistributedApplicationException>(() => fourth.WaitUntilHealthyAsync("stock"));
    }

    private async Task<DistributedApplication> RunAsync()
    {
        var app = await SmallGraph.StartAsync(null, $"--Volume={_volume}");
        await app.WaitUntilHealthyAsync("stock");
        return app;
    }

    private async Task<string?> ReadAsync(DistributedApplication app, string sql)
    {
        await using var connection = new NpgsqlConnection(await app.GetConnectionStringAsync("stock"));
        await connection.OpenAsync();
        await using (var folder = new NpgsqlCommand("select current_setting('data_directory')", connection))
        {
            _folder = Path.GetDirectoryName((string)(await folder.ExecuteScalarAsync())!);
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }
}
