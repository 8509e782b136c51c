// The whole shop as the AppHost describes it: two PostgreSQL servers, Account, Commerce, Web, Admin and the sandbox, on
// free ports, with data that is deleted with the graph. Most tests share two such graphs; Graphs/ contains the
// collections and the graphs with other settings. A test that needs one service with other settings, or one to kill, starts a
// ServiceProcess beside a graph.
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shop.Commerce.Products.Search;
using Shop.Tests.Telemetry;

namespace Shop.Tests;

/// <summary>A running shop, with clients of its services and connections to its databases.</summary>
public class RunningShop : IAsyncLifetime
{
    /// <summary>The ids of products that tests add are above this one.</summary>
    public const int FirstTestProduct = 100_000;

    /// <summary>The collection of the tests that share the first graph.</summary>
    public const string Shared = "the running shop";

    /// <summary>The collection of the tests that share the second graph. Both collections run in parallel.</summary>
    public const string SharedToo = "the other running shop";

    /// <summary>The shop's address in sitemaps and link previews. Tests send requests to other addresses.</summary>
    public const string PublicUrl = "https://shop.example";

    private const int MaxLogLines = 60;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private static readonly string[] ServiceNames = ["account", "admin", "commerce", "portone", "web"];

    private static readonly (string Service, string Name, string Value)[] Settings =
    [
        // As in production: static files are compressed and cacheable, and a proxy forwards the client's address and
        // scheme.
        ("web", "ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"),
        ("web", "Shop__PublicAddress", PublicUrl),
        ("web", "ReloadStaticAssetsAtRuntime", "false"),
        ("web", "EnableStaticAssetsDevelopmentCaching", "true"),

        // Short polls and retries, so that tests do not wait.
        ("commerce", "Money__PollInterval", "00:00:00.2"),
        ("commerce", "Money__ReconcilePollInterval", "00:00:00.2"),
        ("commerce", "Money__InitialRetryDelay", "00:00:00.5"),
        ("commerce", "Money__MaxUnavailableDelay", "00:00:02"),
        ("commerce", "Money__MaxReconcileDelay", "00:00:02"),
        ("commerce", "Money__MaxRejectedDelay", "00:00:02"),
        ("commerce", "Money__WorkerTimeout", "00:00:03"),
        ("commerce", "Money__RefundTimeout", "00:00:03"),
        ("commerce", "Money__CheckpointInterval", "00:00:01"),
        ("commerce", "Erasure__Interval", "00:00:01"),
        ("commerce", "Money__ClaimDuration", "00:00:15"),
        ("commerce", "Reconciliation__Interval", "00:00:05"),
        ("commerce", "Reconciliation__Grace", "00:00:02"),
        ("commerce", "Reconciliation__ClaimDuration", "00:00:15"),
        ("commerce", "Reconciliation__Timeout", "00:00:03"),
    ];

    private readonly Action<IDistributedApplicationTestingBuilder>? _configure;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-tests-");
    private int _products;

    /// <summary>A graph with the settings of this class.</summary>
    public RunningShop()
    {
    }

    /// <summary>A graph with further settings.</summary>
    protected RunningShop(Action<IDistributedApplicationTestingBuilder> configure) => _configure = configure;

    /// <summary>The running application.</summary>
    public DistributedApplication App { get; private set; } = null!;

    /// <summary>Receives the telemetry of all services.</summary>
    public OtlpCollector Telemetry { get; } = new();

    /// <summary>Contains the console output of all resources.</summary>
    public ConsoleLog Console { get; } = new();

    /// <summary>Controls the PortOne sandbox.</summary>
    public SandboxControl Sandbox => new(App.CreateHttpClient("portone", "http"));

    /// <summary>Account's database, connected as its owner.</summary>
    public NpgsqlDataSource AccountDb { get; private set; } = null!;

    /// <summary>Commerce's database, connected as its owner.</summary>
    public NpgsqlDataSource CommerceDb { get; private set; } = null!;

    /// <summary>Web's database, connected as its owner.</summary>
    public NpgsqlDataSource WebDb { get; private set; } = null!;

    /// <summary>The address of the storefront.</summary>
    public Uri WebAddress => App.GetEndpoint("web", "http");

    /// <summary>The address of the back office.</summary>
    public Uri AdminAddress => App.GetEndpoint("admin", "http");

    public async ValueTask InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        await Telemetry.StartAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Shop_AppHost>(
            [
                "--KeepData=false", $"--SandboxFile={Path.Combine(_folder.FullName, "sandbox.json")}",
                .. TestSecrets.AppHostArguments,
            ],
            deadline.Token);
        foreach (var name in ServiceNames)
        {
            builder.CreateResourceBuilder<ProjectResource>(name)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", Telemetry.Address)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        }

        foreach (var (service, name, value) in Settings)
        {
            builder.CreateResourceBuilder<ProjectResource>(service).WithEnvironment(name, value);
        }

        // Logs of the host and of every resource go to Console only, without the requests of the tests.
        builder.Services.AddLogging(logging => logging
            .ClearProviders()
            .AddProvider(Console)
            .AddFilter("System.Net.Http", LogLevel.Warning));
        _configure?.Invoke(builder);
        App = await builder.BuildAsync(deadline.Token);
        try
        {
            await App.StartAsync(deadline.Token);
            foreach (var name in ServiceNames)
            {
                await App.ResourceNotifications.WaitForResourceHealthyAsync(
                    name, WaitBehavior.StopOnResourceUnavailable, deadline.Token);
            }
        }
        catch (Exception failed) when (failed is OperationCanceledException or DistributedApplicationException)
        {
            var log = string.Join('\n', Console.Text.Split('\n').TakeLast(MaxLogLines));
            throw new InvalidOperationException($"The graph did not start. The end of its log:\n{log}", failed);
        }

        AccountDb = NpgsqlDataSource.Create((await App.GetConnectionStringAsync("accountdb"))!);
        WebDb = NpgsqlDataSource.Create((await App.GetConnectionStringAsync("webdb"))!);
        CommerceDb = NpgsqlDataSource.Create((await App.GetConnectionStringAsync("commercedb"))!);
    }

    public async ValueTask DisposeAsync()
    {
        // What the graph did not reach when it started is null.
        foreach (var started in new IAsyncDisposable?[] { AccountDb, WebDb, CommerceDb, App, Telemetry })
        {
            await (started?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>A new HTTP client of the endpoint that only operators' requests reach: account or commerce.</summary>
    public HttpClient CreateAdminClient(string resource) => App.CreateHttpClient(resource, "admin");

    /// <summary>A new HTTP client of a service: account, admin, commerce, portone or web.</summary>
    public HttpClient CreateClient(string resource) => App.CreateHttpClient(resource, "http");

    /// <summary>A new shopper with a verified identity, signed up and signed in.</summary>
    public Task<Shopper> NewShopperAsync(bool adult = true) => Shopper.SignUpAsync(this, Person.New(adult));

    /// <summary>Inserts a product for the calling test and indexes it for the search.</summary>
    public async Task<Product> NewProductAsync(
        long priceWon = 12_900, int stock = 100, bool adultsOnly = false, string? name = null, string description = "")
    {
        var id = FirstTestProduct + Interlocked.Increment(ref _products);
        name ??= $"Product {id}";
        await ExecuteSqlAsync($"""
            insert into products (id, category, name_ko, name_en, description_ko, description_en,
                                  price_won, image_url, stock, received, adults_only)
            select {id}, min(category), '{name}', '{name}', '{description}', '{description}', {priceWon},
                   '/images/products/desk-lamp.svg', {stock}, {stock}, {adultsOnly}
            from categories
            """);
        await using var connection = await CommerceDb.OpenConnectionAsync();
        await WriteIndex.RunAsync(connection, [id], CancellationToken.None);
        return new(id, name, priceWon);
    }

    /// <summary>The product's stock in pieces.</summary>
    public async Task<int> StockOfAsync(Product product) =>
        await QuerySqlAsync<int>($"select stock from products where id = {product.Id}");

    /// <summary>The ledger entries of an order's payment, in their order and separated by commas.</summary>
    public Task<string> LedgerOfAsync(OrderReply order) => QuerySqlAsync<string>(
        $"""
        select coalesce(string_agg(event, ',' order by seq), '')
        from ledger_entries where payment_key = '{order.PaymentKey}'
        """);

    /// <summary>Executes SQL as the owner of Commerce's database; returns the number of affected rows.</summary>
    public async Task<int> ExecuteSqlAsync(string sql)
    {
        await using var command = CommerceDb.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns the first value of a query on Commerce's database.</summary>
    public async Task<T> QuerySqlAsync<T>(string sql)
    {
        await using var command = CommerceDb.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>A product that a test has created.</summary>
public sealed record Product(int Id, string Name, long PriceWon);

/// <summary>Visits of the storefront.</summary>
public static class StorefrontVisits
{
    /// <summary>Opens a new profile at the shop's address.</summary>
    public static Task<Visit> VisitAsync(
        this Browser browser, RunningShop shop, string locale = "ko-KR", int width = 1280, bool javaScript = true,
        bool isMobile = false) => browser.VisitAsync(shop.WebAddress, locale, width, javaScript, isMobile);
}
