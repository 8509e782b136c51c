// The whole shop as the AppHost describes it: two PostgreSQL servers, Account, Commerce, Web and the sandbox, on free
// ports, with data that is deleted with the graph. Two such graphs serve most tests; Graphs/ holds the few that differ.
// A test that only needs a service with other settings, or one to kill, starts a ServiceProcess beside a graph.
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shop.Commerce;
using Shop.Commerce.Products.Search;
using Shop.Tests.Telemetry;

namespace Shop.Tests;

/// <summary>A running shop and its front doors.</summary>
public class RunningShop : IAsyncLifetime
{
    /// <summary>The collection of the tests that share one graph.</summary>
    public const string Shared = "the running shop";

    /// <summary>The collection of the tests that share another, so that both run beside each other.</summary>
    public const string SharedToo = "the other running shop";

    /// <summary>Under which the shop wants to be found; not the one that the tests ask.</summary>
    public const string PublicAddress = "https://shop.example";

    /// <summary>How strongly passwords are hashed; fewer iterations than in production, because tests sign up often.</summary>
    public const string PasswordIterations = "20000";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private const int LinesOfAFailedStart = 60;
    private static readonly string[] Everything = ["account", "commerce", "portone", "web"];

    private readonly Action<IDistributedApplicationTestingBuilder>? _configure;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-tests-");
    private NpgsqlDataSource? _accountDb;
    private NpgsqlDataSource? _webDb;
    private NpgsqlDataSource? _commerceDb;
    private int _products;

    public RunningShop()
    {
    }

    protected RunningShop(Action<IDistributedApplicationTestingBuilder> configure) => _configure = configure;

    public DistributedApplication App { get; private set; } = null!;

    public OtlpCollector Telemetry { get; } = new();

    public ConsoleLog Console { get; } = new();

    public SandboxControl Sandbox => new(App.CreateHttpClient("portone", "http"));

    /// <summary>Account's database, as its owner.</summary>
    public NpgsqlDataSource AccountDb => _accountDb!;

    /// <summary>Commerce's database, as its owner.</summary>
    public NpgsqlDataSource CommerceDb => _commerceDb!;

    /// <summary>Web's database, as its owner.</summary>
    public NpgsqlDataSource WebDb => _webDb!;

    public Uri WebAddress => App.GetEndpoint("web", "http");

    public async ValueTask InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        await Telemetry.StartAsync();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Shop_AppHost>(
            [
                "--KeepData=false", "--Dashboard:Summary=false", $"--SandboxFile={Path.Combine(_folder.FullName, "sandbox.json")}",
                .. TestSecrets.AppHostArguments,
            ],
            deadline.Token);
        foreach (var name in Everything)
        {
            builder.CreateResourceBuilder<ProjectResource>(name)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", Telemetry.Address)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        }

        // As in production: files come as they were packed, browsers keep what does not change, and a proxy in front
        // says from where and over what somebody comes.
        builder.CreateResourceBuilder<ProjectResource>("web")
            .WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")
            .WithEnvironment("Shop__PublicAddress", PublicAddress)
            .WithEnvironment("ReloadStaticAssetsAtRuntime", "false")
            .WithEnvironment("EnableStaticAssetsDevelopmentCaching", "true");

        // Nobody wants to wait for money in a test: what is tried again is tried soon.
        builder.CreateResourceBuilder<ProjectResource>("commerce")
            .WithEnvironment("Money__LookEvery", "00:00:00.2")
            .WithEnvironment("Money__AgainAfter", "00:00:00.5")
            .WithEnvironment("Money__AwayAtLeastEvery", "00:00:02")
            .WithEnvironment("Money__RefusedAtLeastEvery", "00:00:02")
            .WithEnvironment("Money__WorkerTimeout", "00:00:03")
            .WithEnvironment("Money__RefundTimeout", "00:00:03")
            .WithEnvironment("Money__SealEvery", "00:00:01")
            .WithEnvironment("Money__ClaimFor", "00:00:15")
            .WithEnvironment("Comparison__Every", "00:00:05")
            .WithEnvironment("Comparison__Grace", "00:00:02")
            .WithEnvironment("Comparison__ClaimFor", "00:00:15")
            .WithEnvironment("Comparison__Timeout", "00:00:03");

        builder.CreateResourceBuilder<ProjectResource>("account").WithEnvironment(
            "Passwords__Iterations", PasswordIterations);

        // The log of the host and of every resource goes to Console alone, without the tests' own requests.
        builder.Services.AddLogging(logging => logging
            .ClearProviders()
            .AddProvider(Console)
            .AddFilter("System.Net.Http", LogLevel.Warning));
        _configure?.Invoke(builder);
        App = await builder.BuildAsync(deadline.Token);
        try
        {
            await App.StartAsync(deadline.Token);
            foreach (var name in Everything)
            {
                await App.ResourceNotifications.WaitForResourceHealthyAsync(
                    name, WaitBehavior.StopOnResourceUnavailable, deadline.Token);
            }
        }
        catch (Exception failed) when (failed is OperationCanceledException or DistributedApplicationException)
        {
            var log = string.Join('\n', Console.Text.Split('\n').TakeLast(LinesOfAFailedStart));
            throw new InvalidOperationException($"The graph did not start. The end of its log:\n{log}", failed);
        }

        _accountDb = NpgsqlDataSource.Create((await App.GetConnectionStringAsync("accountdb", deadline.Token))!);
        _webDb = NpgsqlDataSource.Create((await App.GetConnectionStringAsync("webdb", deadline.Token))!);
        _commerceDb = NpgsqlDataSource.Create((await App.GetConnectionStringAsync("commercedb", deadline.Token))!);
    }

    public async ValueTask DisposeAsync()
    {
        await (_accountDb?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_webDb?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_commerceDb?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (App?.DisposeAsync() ?? ValueTask.CompletedTask); // None when the graph could not be built.
        await Telemetry.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A client of one front door: account, commerce, portone or web.</summary>
    public HttpClient Door(string resource) => App.CreateHttpClient(resource, "http");

    /// <summary>Somebody who has verified, signed up and signed in.</summary>
    public Task<Shopper> NewShopperAsync(bool adult = true) => Shopper.SignUpAsync(this, Person.New(adult));

    /// <summary>A product of the test's own, put on the shelf by the owner and indexed for the search.</summary>
    public async Task<Product> NewProductAsync(
        long priceWon = 12_900, int stock = 100, bool adultsOnly = false, string? name = null, string description = "")
    {
        var id = 100_000 + Interlocked.Increment(ref _products);
        name ??= $"Product {id}";
        await CommerceAsync($"""
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

    /// <summary>Pieces left on the shelf.</summary>
    public async Task<int> StockOfAsync(Product product) =>
        await CommerceAsync<int>($"select stock from products where id = {product.Id}");

    /// <summary>What the ledger tells of an order's payment, in its order and apart by commas.</summary>
    public Task<string> LedgerOfAsync(OrderReply order) => CommerceAsync<string>(
        $"""
        select coalesce(string_agg(event, ',' order by seq), '')
        from payment_events where payment_key = '{order.PaymentKey}'
        """);

    /// <summary>Runs SQL as the owner of Commerce's database: ages rows, arranges what a shopper cannot.</summary>
    public async Task<int> CommerceAsync(string sql)
    {
        await using var command = CommerceDb.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>One value out of Commerce's database.</summary>
    public async Task<T> CommerceAsync<T>(string sql)
    {
        await using var command = CommerceDb.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>The collection whose tests share one graph.</summary>
[CollectionDefinition(RunningShop.Shared)]
public sealed class SharedShop : ICollectionFixture<RunningShop>, ICollectionFixture<Browser>;

/// <summary>The same with another graph.</summary>
[CollectionDefinition(RunningShop.SharedToo)]
public sealed class OtherSharedShop : ICollectionFixture<RunningShop>, ICollectionFixture<Browser>;

/// <summary>A product as a test knows it.</summary>
public sealed record Product(int Id, string Name, long PriceWon);
