using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Startup;

namespace Shop.Tests.Proof;

/// <summary>A Commerce process whose round trips are counted and which is killed at one of them.</summary>
internal sealed class KillAnywhereVictim : IAsyncDisposable
{
    /// <summary>The application name of its database connections.</summary>
    public const string Name = "victim";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly WatchedDatabase _database;
    private readonly WatchedProvider _provider;
    private ServiceProcess? _process;

    private KillAnywhereVictim(RunningShop shop, string connectionString)
    {
        RoundTrips = new(() => _process!.KillAsync());
        _database = new(connectionString, RoundTrips);
        _provider = new(shop.CreateClient("portone"), RoundTrips);
    }

    public RoundTrips RoundTrips { get; }

    public HttpClient Http => _process!.Http;

    public static async Task<KillAnywhereVictim> StartAsync(RunningShop shop, Shopper shopper)
    {
        var database = new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync("commercedb-login"))
        {
            ApplicationName = Name,
        };
        var commerce = new KillAnywhereVictim(shop, database.ConnectionString);
        await commerce._provider.StartAsync();
        commerce._process = await ServiceProcess.StartAsync(
            shop, "Commerce",
            [
                .. BesideTheGraph(shop),
                ("ConnectionStrings__commercedb", commerce._database.ConnectionString),
                ("PortOne__BaseUrl", commerce._provider.Url),
                // Background work that is not part of the flow must not be counted.
                ("Erasure__Interval", "1.00:00:00"), ("Money__CheckpointInterval", "1.00:00:00"),
                // A query that finds no job is followed by a commit, which is counted.
                ("Money__PollInterval", "00:00:00.2"), ("Money__ReconcilePollInterval", "00:00:00.2"),
            ]);
        await commerce._process.AnswersAsync();

        // Loads the database's types and the shoppers' keys, whose round trips are not part of a flow.
        commerce.Http.DefaultRequestHeaders.Authorization = new("Bearer", shopper.Session.AccessToken);
        await Eventually.IsAsync(
            async () =>
            {
                using var response = await commerce.Http.GetAsync("/orders");
                return response.IsSuccessStatusCode;
            },
            isReady => isReady,
            Deadline);
        return commerce;
    }

    /// <summary>The settings of a Commerce process beside a graph: its neighbours, and short intervals.</summary>
    public static (string Name, string Value)[] BesideTheGraph(RunningShop shop) =>
    [
        .. ProvenShop.ShortIntervals,
        ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"),
        ("services__account__http__0", $"{shop.App.GetEndpoint("account", "http")}"),
        ("services__account__rpc__0", $"{shop.App.GetEndpoint("account", "rpc")}"),
        ("Reconciliation__Interval", "1.00:00:00"), // A killed process would keep the lease for minutes.
    ];

    public async ValueTask DisposeAsync()
    {
        await _process!.DisposeAsync();
        _database.Dispose();
        await _provider.DisposeAsync();
    }
}
