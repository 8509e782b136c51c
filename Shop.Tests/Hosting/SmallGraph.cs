// A graph with a single PostgreSQL server, run by the AppHost's integration and the real orchestrator.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.AppHost.Postgres;

namespace Shop.Tests.Hosting;

/// <summary>A graph with one local PostgreSQL server.</summary>
internal sealed class SmallGraph : IAsyncDisposable
{
    private const string ServerName = "small-postgres";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication _app;

    private SmallGraph(DistributedApplication app) => _app = app;

    /// <summary>Starts the server and waits until it accepts connections.</summary>
    public static async Task<SmallGraph> StartAsync(string? dataName, params string[] arguments)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [.. arguments, "--DcpPublisher:WaitForResourceCleanup=true"], // As in appsettings.json.
            AssemblyName = typeof(LocalPostgresResource).Assembly.GetName().Name, // Its metadata names DCP's path.
            DisableDashboard = true,
        });
        builder.AddPostgresServer(ServerName, dataName);
        var app = builder.Build();
        using var deadline = new CancellationTokenSource(StartDeadline);
        try
        {
            await app.StartAsync(deadline.Token);
            await app.ResourceNotifications.WaitForResourceHealthyAsync(ServerName, deadline.Token);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new(app);
    }

    /// <summary>Executes SQL as the owner and returns the first value.</summary>
    public async Task<object?> RunAsync(string sql)
    {
        var connectionString = await _app.GetConnectionStringAsync(ServerName);
        await using var source = NpgsqlDataSource.Create($"{connectionString};Database=postgres");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
