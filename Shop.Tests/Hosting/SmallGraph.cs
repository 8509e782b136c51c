// One PostgreSQL server and nothing else, through the AppHost's own integration and the real orchestrator.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.AppHost.Postgres;

namespace Shop.Tests.Hosting;

/// <summary>A graph with one local server.</summary>
internal sealed class SmallGraph : IAsyncDisposable
{
    private const string ServerName = "small-postgres";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication _app;

    private SmallGraph(DistributedApplication app, LocalPostgresResource server) => (_app, Server) = (app, server);

    public LocalPostgresResource Server { get; }

    /// <summary>Starts the server and waits until it takes connections.</summary>
    public static async Task<SmallGraph> StartAsync(string? dataName, params string[] arguments)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [.. arguments, "--DcpPublisher:WaitForResourceCleanup=true"], // As in the AppHost's settings.
            AssemblyName = typeof(LocalPostgresResource).Assembly.GetName().Name, // Knows where the orchestrator is.
            DisableDashboard = true,
        });
        var server = builder.AddPostgresServer(ServerName, dataName);
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

        return new(app, (LocalPostgresResource)server.Resource);
    }

    /// <summary>Runs SQL as the owner and returns the first value.</summary>
    public async Task<object?> RunAsync(string sql)
    {
        var connectionString = await _app.GetConnectionStringAsync(ServerName);
        await using var source = NpgsqlDataSource.Create($"{connectionString};Database=postgres");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
