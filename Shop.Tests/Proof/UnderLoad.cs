// A busy half minute on a bad day: 32 shoppers at once, a provider that fails, loses answers, reports twice, late and
// in any order, and is impersonated; and in the middle of it Commerce is killed, and later its database. Afterwards
// everything settles, and every won is where it belongs.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using Shop.Commerce;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Proof;

[Collection(ChaosShop.Name)]
public sealed class UnderLoad(ChaosShop shop, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Shoppers = 32;
    private const int Products = 8;
    private static readonly TimeSpan Duration = Environment.GetEnvironmentVariable("PROOF") == "full"
        ? TimeSpan.FromMinutes(10) // Shorter than a shopper's session.
        : TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async ValueTask DisposeAsync() => await shop.Sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Whatever_fails_everything_settles_and_no_rule_is_broken()
    {
        var products = new List<Product>();
        for (var i = 0; i < Products; i++)
        {
            products.Add(await shop.NewProductAsync(priceWon: 1_000 * (i + 1), stock: 100_000));
        }

        var shoppers = new BusyShopper[Shoppers];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Shoppers),
            new ParallelOptions { MaxDegreeOfParallelism = 4 }, // Hashing passwords proves nothing here.
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
        await CrashTheDatabaseAsync();
        await busy;
        var seconds = began.Elapsed.TotalSeconds;

        await shop.Sandbox.SetFaultsAsync(new { webhooks = new { retryScale = 0.005 } });
        var paid = shoppers.SelectMany(shopper => shopper.Paid).ToList();

        var orders = shoppers.Sum(shopper => shopper.Orders.Count);
        var counted =
            $"Under load: {orders} orders in {seconds:0} s: {orders / seconds:0} orders per second; an order takes "
            + $"{Percentile(shoppers.SelectMany(shopper => shopper.Orders), 99):0} ms and a completion "
            + $"{Percentile(shoppers.SelectMany(shopper => shopper.Completions), 99):0} ms at p99; "
            + $"{paid.Count} paid, {shoppers.Sum(shopper => shopper.Troubles)} answers lost or refused";
        output.WriteLine(counted);
        Console.WriteLine(counted);
        await new Settling(shop, new(shop) { IsCompared = true }).SettleAsync();
        Assert.True(paid.Count > Shoppers, "Too little was bought to prove anything.");
    }

    /// <summary>
    /// A part of its server dies by SIGKILL, so all of it ends at once, and it recovers by itself. That is asked for over
    /// SQL, because the server may run in a container.
    /// </summary>
    private async Task CrashTheDatabaseAsync()
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
                // It dies with the server.
            }
        }

        await Eventually.IsAsync(CheckpointerAsync, now => now is not null && now != before, Deadline);
        shop.CommerceDb.Clear(); // The test's own connections died with it.
    }

    /// <summary>The process that dies; null while the server answers nobody.</summary>
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

/// <summary>Orders, pays and comes back again and again; or never does, or twice, or has second thoughts.</summary>
internal sealed class BusyShopper(Shopper shopper, IReadOnlyList<Product> products, Random random)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HashSet<Guid> _ordered = [];
    private int _troubles;

    public List<TimeSpan> Orders { get; } = [];

    public ConcurrentBag<TimeSpan> Completions { get; } = [];

    public List<string> Paid { get; } = [];

    public int Troubles => _troubles;

    public async Task RunAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var order = await OrdersAsync();
            if (!_ordered.Add(order.OrderId))
            {
                continue; // The same content waits for its payment already.
            }

            if (IsOneIn(20))
            {
                continue; // Looks at the window and leaves.
            }

            await shopper.PaysAsync(order);
            Paid.Add(order.PaymentKey);
            if (IsOneIn(10))
            {
                continue; // Closes the browser: nobody comes back.
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

    /// <summary>Sends the same order until it is answered, as the page does.</summary>
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
            Patience);
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

    /// <summary>The answer; null when there was none, or one that says that something is wrong.</summary>
    private async Task<HttpResponseMessage?> TryAsync(Func<Task<HttpResponseMessage>> act)
    {
        try
        {
            var answer = await act();
            Interlocked.Add(ref _troubles, answer.IsSuccessStatusCode ? 0 : 1);
            return answer;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Interlocked.Increment(ref _troubles);
            return null; // Commerce is being killed or started, or waits for what is.
        }
    }
}
