// Half a minute of load: 32 concurrent shoppers and a provider that fails, loses responses and sends duplicate, late,
// reordered and forged webhooks. Meanwhile Commerce is killed, and later its database. Afterwards everything must
// settle without a violation.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Shop.Tests.Graphs;
using Shop.Tests.Web;

namespace Shop.Tests.Proof;

[Collection(ChaosShop.Name)]
public sealed class LoadTests(ChaosShop shop, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Shoppers = 32;
    private const int Products = 8;
    private static readonly TimeSpan OrderDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Duration = Environment.GetEnvironmentVariable("PROOF") == "full"
        ? TimeSpan.FromMinutes(10) // Shorter than a shopper's session.
        : TimeSpan.FromSeconds(30);

    private readonly SandboxControl _sandbox = shop.Sandbox;
    private readonly ConcurrentBag<TimeSpan> _orders = [];
    private readonly ConcurrentBag<TimeSpan> _completions = [];
    private int _paid;
    private int _failedCalls;

    public async ValueTask DisposeAsync() => await _sandbox.SetFaultsAsync(new { });

    [Fact]
    public async Task Load_with_faults_and_kills_settles_without_violations()
    {
        var products = new List<Product>();
        for (var i = 0; i < Products; i++)
        {
            products.Add(await shop.NewProductAsync(priceWon: 1_000 * (i + 1), stock: 100_000));
        }

        var shoppers = new Shopper[Shoppers];
        await Parallel.ForAsync(
            0, Shoppers,
            new ParallelOptions { MaxDegreeOfParallelism = 4 }, // Password hashing is slow and not part of the test.
            async (i, _) => shoppers[i] = await shop.NewShopperAsync());
        await _sandbox.SetFaultsAsync(new
        {
            errorRate = 0.01,
            errorAfterCommitRate = 0.01,
            webhooks = new { duplicates = 1, delayMs = 300, reorder = true, forgedRate = 0.1, retryScale = 0.005 },
        });

        using var over = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var busy = Task.WhenAll(shoppers.Select((shopper, seed) => BuyAsync(shopper, products, new(seed), over.Token)));
        await Task.Delay(Duration / 3, CancellationToken.None);
        await shop.KillAsync("commerce");
        await shop.StartAgainAsync("commerce");
        await Task.Delay(Duration / 3, CancellationToken.None);
        await Faults.CrashDatabaseAsync(shop);
        await Task.Delay(Duration / 3, CancellationToken.None);
        await Eventually.IsAsync( // A slow machine needs longer for a meaningful number of orders.
            () => Task.FromResult(_paid), paid => paid > Shoppers, deadline: TimeSpan.FromMinutes(3));
        await over.CancelAsync();
        await busy;
        var seconds = watch.Elapsed.TotalSeconds;

        var counted =
            $"Under load: {_orders.Count} orders in {seconds:0} s: {_orders.Count / seconds:0} orders per second; an "
            + $"order takes {Percentile(_orders, 99):0} ms and a completion "
            + $"{Percentile(_completions, 99):0} ms at p99; {_paid} paid, {_failedCalls} responses lost or refused";
        output.WriteLine(counted);
        Console.WriteLine(counted);
        await _sandbox.SetFaultsAsync(new { webhooks = new { retryScale = 0.005 } });
        await new Invariants(shop) { IncludesReconciliation = true }.SettleAsync();
    }

    /// <summary>Repeatedly orders, pays and returns; sometimes does not return, returns twice, or cancels.</summary>
    private async Task BuyAsync(
        Shopper shopper, IReadOnlyList<Product> products, Random random, CancellationToken over)
    {
        var ordered = new HashSet<Guid>();
        while (!over.IsCancellationRequested)
        {
            var line = new OrderLineRequest(products[random.Next(products.Count)].Id, random.Next(1, 4));
            var order = new OrderUnderTest(shop, _sandbox, shopper, new(Shopper.Home, [line]))
            {
                WaitsForWorkers = false,
                IsDatabaseBroken = true,
                // Commerce or its database is down.
                IsLostResponse = lost => lost is HttpRequestException or IOException or TaskCanceledException,
            };

            // Sends the same order until it succeeds, as the page does.
            await Eventually.IsAsync(
                () => TryAsync(order, OrderAction.Order, _orders), isPlaced => isPlaced, OrderDeadline);
            if (!ordered.Add(order.Order.OrderId) || IsOneIn(20))
            {
                continue; // The order continued a pending one, or the shopper leaves the window.
            }

            Assert.Equal(HttpStatusCode.OK, await order.ApplyAsync(OrderAction.Pay));
            Interlocked.Increment(ref _paid);
            if (IsOneIn(10))
            {
                continue; // The shopper closes the browser and does not return.
            }

            await Task.WhenAll(Enumerable.Range(0, IsOneIn(10) ? 2 : 1).Select(_ =>
                TryAsync(order, OrderAction.Return, _completions)));
            if (IsOneIn(20))
            {
                await TryAsync(order, OrderAction.ShopperCancels, took: null);
            }
        }

        bool IsOneIn(int many) => random.Next(many) == 0;
    }

    /// <summary>Returns whether the action succeeded. Counts failed calls, and measures the others.</summary>
    private async Task<bool> TryAsync(OrderUnderTest order, OrderAction action, ConcurrentBag<TimeSpan>? took)
    {
        var start = Stopwatch.GetTimestamp();
        var status = await order.ApplyAsync(action);
        var succeeded = status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted;
        Interlocked.Add(ref _failedCalls, succeeded ? 0 : 1);
        if (succeeded)
        {
            took?.Add(Stopwatch.GetElapsedTime(start));
        }

        return succeeded;
    }

    private static double Percentile(IEnumerable<TimeSpan> took, int percent)
    {
        var sorted = took.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[(sorted.Count - 1) * percent / 100].TotalMilliseconds;
    }
}
