// Half a minute of load: 32 concurrent shoppers and a provider that fails, loses responses and sends duplicate, late,
// reordered and forged webhooks. Meanwhile Commerce is killed, and later its database. Afterwards everything must
// settle without a violation.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Proof;

[Collection(ChaosShop.Name)]
public sealed class LoadTests(ChaosShop shop, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Shoppers = 32;
    private const int Products = 8;
    private static readonly TimeSpan Duration = Environment.GetEnvironmentVariable("PROOF") == "full"
        ? TimeSpan.FromMinutes(10) // Shorter than a shopper's session.
        : TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Load_with_faults_and_kills_settles_without_violations()
    {
        var products = new List<Product>();
        for (var i = 0; i < Products; i++)
        {
            products.Add(await shop.NewProductAsync(priceWon: 1_000 * (i + 1), stock: 100_000));
        }

        var shoppers = new BusyShopper[Shoppers];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Shoppers),
            new ParallelOptions { MaxDegreeOfParallelism = 4 }, // Password hashing is slow and not part of the test.
            async (seed, _) => shoppers[seed] = new(await shop.NewShopperAsync(), products, new(seed)));
        await shop.Sandbox.SetFaultsAsync(new
        {
            errorRate = 0.01,
            errorAfterCommitRate = 0.01,
            webhooks = new { duplicates = 1, delayMs = 300, reorder = true, forgedRate = 0.1, retryScale = 0.005 },
        });

        using var over = new CancellationTokenSource(Duration);
        var began = Stopwatch.StartNew();
        var busy = Task.WhenAll(shoppers.Select(shopper => shopper.RunAsync(over.Token)));
        await Task.Delay(Duration / 3, CancellationToken.None);
        await shop.KillAsync("commerce");
        await shop.StartAgainAsync("commerce");
        await Task.Delay(Duration / 3, CancellationToken.None);
        await CrashDatabaseAsync();
        await busy;
        var seconds = began.Elapsed.TotalSeconds;

        await shop.Sandbox.SetFaultsAsync(new { webhooks = new { retryScale = 0.005 } });
        var paid = shoppers.SelectMany(shopper => shopper.Paid).ToList();

        var orders = shoppers.Sum(shopper => shopper.Orders.Count);
        var counted =
            $"Under load: {orders} orders in {seconds:0} s: {orders / seconds:0} orders per second; an order takes "
            + $"{Percentile(shoppers.SelectMany(shopper => shopper.Orders), 99):0} ms and a completion "
            + $"{Percentile(shoppers.SelectMany(shopper => shopper.Completions), 99):0} ms at p99; "
            + $"{paid.Count} paid, {shoppers.Sum(shopper => shopper.FailedCalls)} responses lost or refused";
        output.WriteLine(counted);
        Console.WriteLine(counted);
        await new Settling(shop, new(shop) { IncludesReconciliation = true }).SettleAsync();
        Assert.True(paid.Count > Shoppers, "Too few orders were paid for a meaningful test.");
    }

    /// <summary>
    /// Kills one process of the database server, so the whole server crashes and recovers. The kill is sent over SQL,
    /// because the server may run in a container.
    /// </summary>
    private async Task CrashDatabaseAsync()
    {
        var before = await CheckpointerAsync();
        await using (var connection = await ConnectAsync())
        await using (var kill = new NpgsqlCommand(
            $"copy (select) to program 'kill -KILL {before}'", connection))
        {
            try
            {
                await kill.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // The connection ends with the server.
            }
        }

        await Eventually.IsAsync(CheckpointerAsync, now => now is not null && now != before, Deadline);
        shop.CommerceDb.Clear(); // The test's pooled connections are broken.
    }

    /// <summary>The process id of the checkpointer; null while the server is unavailable.</summary>
    private async Task<int?> CheckpointerAsync()
    {
        try
        {
            await using var connection = await ConnectAsync();
            await using var look = new NpgsqlCommand(
                "select pid from pg_stat_activity where backend_type = 'checkpointer'", connection);
            return (int?)await look.ExecuteScalarAsync();
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var database = await shop.App.GetConnectionStringAsync("commercedb");
        var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static double Percentile(IEnumerable<TimeSpan> took, int percent)
    {
        var sorted = took.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[(sorted.Count - 1) * percent / 100].TotalMilliseconds;
    }
}

/// <summary>Repeatedly orders, pays and returns; sometimes does not return, returns twice, or cancels.</summary>
internal sealed class BusyShopper(Shopper shopper, IReadOnlyList<Product> products, Random random)
{
    private static readonly TimeSpan OrderDeadline = TimeSpan.FromSeconds(60);

    private readonly HashSet<Guid> _ordered = [];
    private int _failedCalls;

    public List<TimeSpan> Orders { get; } = [];

    public ConcurrentBag<TimeSpan> Completions { get; } = [];

    public List<string> Paid { get; } = [];

    public int FailedCalls => _failedCalls;

    public async Task RunAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var order = await OrdersAsync();
            if (!_ordered.Add(order.OrderId))
            {
                continue; // The order continued a pending one.
            }

            if (IsOneIn(20))
            {
                continue; // The shopper leaves the window.
            }

            await shopper.PaysAsync(order);
            Paid.Add(order.PaymentKey);
            if (IsOneIn(10))
            {
                continue; // The shopper closes the browser and does not return.
            }

            await Task.WhenAll(Enumerable.Range(0, IsOneIn(10) ? 2 : 1).Select(_ => ReturnsAsync(order)));
            if (IsOneIn(20))
            {
                await TryAsync(() => shopper.Commerce.PostAsJsonAsync(
                    $"/orders/{order.OrderId}/cancel", new CancelRequest("A change of mind"), CancellationToken.None));
            }
        }
    }

    private bool IsOneIn(int many) => random.Next(many) == 0;

    /// <summary>Sends the same order until it succeeds, as the page does.</summary>
    private async Task<OrderReply> OrdersAsync()
    {
        var key = Guid.NewGuid().ToString();
        var request = new OrderRequest(
            Shopper.Home, [new(products[random.Next(products.Count)].Id, random.Next(1, 4))]);
        var reply = await Eventually.IsAsync(
            async () =>
            {
                var sent = Stopwatch.GetTimestamp();
                using var answer = await TryAsync(() => shopper.SendsOrderAsync(request, key));
                if (answer is not { IsSuccessStatusCode: true })
                {
                    return null;
                }

                Orders.Add(Stopwatch.GetElapsedTime(sent));
                return await answer.Content.ReadFromJsonAsync<OrderReply>();
            },
            reply => reply is not null,
            OrderDeadline);
        return reply!;
    }

    private async Task ReturnsAsync(OrderReply order)
    {
        var sent = Stopwatch.GetTimestamp();
        using var answer = await TryAsync(() => shopper.SendsCompleteAsync(order.PaymentKey));
        if (answer is { IsSuccessStatusCode: true })
        {
            Completions.Add(Stopwatch.GetElapsedTime(sent));
        }
    }

    /// <summary>Returns the response; null if there was none. Counts failed calls.</summary>
    private async Task<HttpResponseMessage?> TryAsync(Func<Task<HttpResponseMessage>> act)
    {
        try
        {
            var answer = await act();
            Interlocked.Add(ref _failedCalls, answer.IsSuccessStatusCode ? 0 : 1);
            return answer;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Interlocked.Increment(ref _failedCalls);
            return null; // Commerce or its database is down.
        }
    }
}
