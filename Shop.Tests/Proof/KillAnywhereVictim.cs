using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Starting;

namespace Shop.Tests.Proof;

/// <summary>A Commerce process whose round trips are counted and which is killed at one of them.</summary>
internal sealed class KillAnywhereVictim : IAsyncDisposable
{
    /// <summary>The application name of its database connections.</summary>
    public const string Name = "victim";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly WatchedDatabase _database;
    private readonly WatchedProvider _provider;
    private readonly ServiceProcess _process;

    private KillAnywhereVictim(
        RoundTrips roundTrips, WatchedDatabase database, WatchedProvider provider, ServiceProcess process) =>
        (RoundTrips, _database, _provider, _process) = (roundTrips, database, provider, process);

    public RoundTrips RoundTrips { get; }

    public HttpClient Http => _process.Http;

    public static async Task<KillAnywhereVictim> StartAsync(RunningShop shop, Shopper shopper)
    {
        var roundTrips = new RoundTrips();
        var provider = new WatchedProvider(shop.CreateClient("portone"), roundTrips);
        await provider.StartAsync();
        var known = new NpgsqlConnectionStringBuilder(await shop.App.GetConnectionStringAsync("commercedb-login"));
        var database = new WatchedDatabase(known.Host!, known.Port, roundTrips);
        var watched = new NpgsqlConnectionStringBuilder(known.ConnectionString)
        {
            ApplicationName = Name,
            Host = "127.0.0.1",
            Port = database.Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        var process = await ServiceProcess.StartAsync(
            shop, "Commerce",
            [
                .. BesideTheGraph(shop),
                ("ConnectionStrings__commercedb", watched.ConnectionString), ("PortOne__BaseUrl", provider.Url),
                // Background work that is not part of the flow must not be counted.
                ("Reconciliation__Every", "1.00:00:00"), ("Erasure__Every", "1.00:00:00"),
                ("Money__CheckpointEvery", "1.00:00:00"),
            ]);
        var victim = new KillAnywhereVictim(roundTrips, database, provider, process);
        await process.AnswersAsync();
        // Loads the database's types and the shoppers' keys, whose round trips are not part of a flow.
        await Eventually.IsAsync(
            () => victim.SendAsync(new(HttpMethod.Get, "/orders"), shopper),
            answer => answer == HttpStatusCode.OK,
            Deadline);
        return victim;
    }

    /// <summary>The settings of a Commerce process beside the graph, with short intervals.</summary>
    public static (string Name, string Value)[] BesideTheGraph(RunningShop shop) =>
    [
        ("services__account__http__0", shop.App.GetEndpoint("account", "http").ToString()),
        ("services__account__rpc__0", shop.App.GetEndpoint("account", "rpc").ToString()),
        ("PortOne__BaseUrl", shop.App.GetEndpoint("portone", "http").ToString()),
        ("Money__LookEvery", "00:00:00.1"),
        ("Money__ReconcileEvery", "00:00:00.1"),
        ("Money__FirstRetryAfter", "00:00:00.5"),
        ("Money__UnavailableAtLeastEvery", "00:00:02"),
        ("Money__ReconcileAtLeastEvery", "00:00:02"),
        ("Money__RejectedAtLeastEvery", "00:00:02"),
        ("Money__ClaimFor", "00:00:30"),
    ];

    /// <summary>Sends a request with a shopper's token.</summary>
    public Task<HttpStatusCode?> SendAsync(HttpRequestMessage request, Shopper shopper)
    {
        request.Headers.Authorization = shopper.Commerce.DefaultRequestHeaders.Authorization;
        return SendOrNullAsync(() => Http.SendAsync(request));
    }

    public Task<HttpStatusCode?> SendAsync(string path, object body, Shopper shopper) =>
        SendAsync(new(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType()) }, shopper);

    /// <summary>Returns the response's status; null if the process was killed.</summary>
    public async Task<HttpStatusCode?> SendOrNullAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            using var answer = await send();
            return answer.StatusCode;
        }
        catch (HttpRequestException) when (RoundTrips.HasReachedCrashPoint)
        {
            return null;
        }
    }

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _database.Dispose();
        await _provider.DisposeAsync();
    }
}
