// Every request of a shopper reads few rows of a shop with many orders and products. The tests count what PostgreSQL
// read: no table in full, and few rows per use of an index. The workers run meanwhile, so the same holds for them.
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Defence;

[Collection(RunningShop.SharedToo)]
public sealed class ManyOrdersTests(RunningShop shop, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Products = 20_000;
    private const int Orders = 60_000;
    private const int OrdersOfTheShopper = 100; // The history counts them.
    private const int FirstProduct = 10_000; // Of many-orders.sql.

    // PostgreSQL plans a prepared statement again for its first five executions.
    private const int Repetitions = 7;

    private const int SmallTable = 5_000;
    private const int FewRows = 150; // A page has 100 at most.
    private const string Never = "1.00:00:00";

    // $1: how many times the products may have been counted, which is once a second.
    private static readonly string Reads = $"""
        select format('%s was read in full %s times', relid::regclass, seq_scan), seq_scan > 0
        from pg_stat_user_tables join pg_class on oid = relid where reltuples > {SmallTable}
        union all
        select format('%s: %s rows in %s uses', indexrelid::regclass, idx_tup_read, idx_scan),
            idx_tup_read > {FewRows} * idx_scan + case relname when 'products' then {Products} * $1 else 0 end
        from pg_stat_user_indexes where idx_scan > 0
        """;

    private readonly string _database = $"many_{Guid.NewGuid():n}";
    private string _connection = "";

    public async ValueTask InitializeAsync()
    {
        _connection = $"{await shop.App.GetConnectionStringAsync("commercedb")};Database={_database}";
        var (exitCode, printed, errors) = await ServiceProcess.MigrateAsync(
            shop, "Commerce", ("ConnectionStrings__commercedb", _connection));
        Assert.True(exitCode == 0, $"{exitCode}: {printed}{errors}");
    }

    public async ValueTask DisposeAsync()
    {
        await using var owner = await shop.ConnectAsOwnerAsync("commercedb", "postgres");
        await owner.ExecuteAsync($"drop database if exists {_database} with (force)");
    }

    [Fact]
    public async Task Requests_read_few_rows_of_a_shop_with_many_orders()
    {
        var shopper = await shop.NewShopperAsync();
        await using var owner = await shop.ConnectAsOwnerAsync("commercedb", _database);
        await FillAsync(owner, shopper);
        await BackOfficePlans.AssertAsync(owner);

        await using var provider = await ServiceProcess.StartAsync(shop, "PortOne.Sandbox");
        await provider.AnswersAsync();
        var counts = 1;
        await using (var commerce = await StartCommerceAsync(provider))
        {
            using var http = new HttpClient { BaseAddress = commerce.Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", shopper.Session.AccessToken);
            var watch = Stopwatch.StartNew();
            for (var n = 0; n < Repetitions; n++)
            {
                await UseShopAsync(http, new(provider.Http), n);
            }

            counts += (int)watch.Elapsed.TotalSeconds;
            await commerce.TerminateAsync(); // A session that ends reports what it read.
            await commerce.EndsAsync();
        }

        await AssertFewReadsAsync(owner, counts);
    }

    private async Task<ServiceProcess> StartCommerceAsync(ServiceProcess provider)
    {
        var login = $"{await shop.App.GetConnectionStringAsync("commercedb-login")};Database={_database}";
        var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce",
            ("ConnectionStrings__commercedb", login), ("PortOne__BaseUrl", $"{provider.Address}"),
            ("services__account__http__0", $"{shop.App.GetEndpoint("account", "http")}"),
            ("services__account__rpc__0", $"{shop.App.GetEndpoint("account", "rpc")}"),
            ("Reconciliation__Interval", Never)); // The provider knows none of the old orders.
        await commerce.AnswersAsync();
        return commerce;
    }

    private static async Task FillAsync(NpgsqlConnection owner, Shopper shopper)
    {
        using var script = new StreamReader(
            typeof(ManyOrdersTests).Assembly.GetManifestResourceStream("many-orders.sql")!);
        await owner.ExecuteAsync($"""
            set many.products = {Products};
            set many.orders = {Orders};
            {await script.ReadToEndAsync()}
            set session_replication_role = replica;
            insert into shoppers (id) values ('{shopper.AccountId}');
            update orders set shopper_id = '{shopper.AccountId}'
                where id in (select id from orders limit {OrdersOfTheShopper});
            set session_replication_role = origin;
            """);
        await owner.ExecuteAsync("vacuum analyze");
        await owner.ExecuteAsync("select pg_stat_reset()");
    }

    private static async Task UseShopAsync(HttpClient commerce, SandboxControl sandbox, int n)
    {
        var product = FirstProduct + 1 + n;
        foreach (var sort in new[] { "newest", "popular", "price-low", "price-high" })
        {
            foreach (var list in new[] { "", "&category=tea", "&page=5" })
            {
                await GetAsync($"/products?sort={sort}{list}");
            }
        }

        await GetAsync($"/products/{product}");
        await SendAsync(commerce.PutAsJsonAsync($"/cart/lines/{product}", new CartLineRequest(2)));
        await GetAsync("/cart");
        await GetAsync("/orders");
        await GetAsync($"/orders?page={1 + (n % 5)}");
        var order = await SendAsync<OrderReply>(commerce.PostAsJsonAsync(
            "/order", new OrderRequest(Shopper.Home, [new(product, 1), new(product + 100, 2)])));
        await GetAsync($"/orders/{order.OrderId}");
        await sandbox.PayAsync(order.PaymentKey, order.AmountWon);
        await SendAsync(commerce.PostAsJsonAsync("/payment/complete", new CompleteRequest(order.PaymentKey)));
        await SendAsync(commerce.PostAsJsonAsync("/payment/complete", new CompleteRequest(order.PaymentKey)));
        await SendAsync(commerce.SendAsync(Webhook.Signed(Webhook.About(order.PaymentKey))));
        await SendAsync(commerce.PostAsJsonAsync($"/orders/{order.OrderId}/cancel", new CancelRequest("changed")));

        Task<HttpResponseMessage> GetAsync(string path) => SendAsync(commerce.GetAsync(path));
    }

    private static async Task<HttpResponseMessage> SendAsync(Task<HttpResponseMessage> sent)
    {
        var response = await sent;
        Assert.True(
            response.IsSuccessStatusCode,
            $"{response.RequestMessage!.RequestUri}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return response;
    }

    private static async Task<T> SendAsync<T>(Task<HttpResponseMessage> sent) =>
        (await (await SendAsync(sent)).Content.ReadFromJsonAsync<T>())!;

    private async Task AssertFewReadsAsync(NpgsqlConnection owner, int counts)
    {
        var reads = new List<string>();
        await using (var read = new NpgsqlCommand(Reads, owner) { Parameters = { new() { Value = counts } } })
        {
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                output.WriteLine($"{(reader.GetBoolean(1) ? "! " : "")}{reader.GetString(0)}");
                if (reader.GetBoolean(1))
                {
                    reads.Add(reader.GetString(0));
                }
            }
        }

        Assert.Empty(reads);
    }
}
