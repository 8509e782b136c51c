// Eight events can happen to a pending order, in any order and concurrently. The test runs all orderings and overlaps
// of up to three of them, with PROOF=full of up to four, each on a separate order. The invariants are checked after the
// events and again after everything has settled.
using System.Collections.Concurrent;
using System.Diagnostics;
using Shop.Tests.Payments;

namespace Shop.Tests.Proof;

[Collection(ProvenShop.Name)]
public sealed class EventOrderTests(ProvenShop proven, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Wave = 205;
    private readonly SandboxControl _sandbox = proven.Sandbox;
    private readonly ConcurrentQueue<string> _violations = new();
    private int _played;

    private RunningShop Shop => proven;

    /// <summary>Drops webhooks, stops reconciliation, and postpones jobs until the test makes them due.</summary>
    public async ValueTask InitializeAsync()
    {
        await _sandbox.SetFaultsAsync(new { webhooks = new { mode = "off" } });
        await Shop.StopReconciliationAsync();
        await Shop.CommerceAsync("""
            create function zz_job_waits() returns trigger language plpgsql as $$
            begin
              if new.kind <> 'RECONCILE'
                  and (tg_op = 'INSERT' or current_user = 'commerce_service' and new.claimed_until is null) then
                new.due_at := clock_timestamp() + interval '1 day';
              end if;
              return new;
            end $$;
            create trigger zz_job_waits before insert or update on payment_jobs
              for each row execute function zz_job_waits()
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.CommerceAsync("drop function zz_job_waits cascade");
        await Shop.ResumeReconciliationAsync();
        await _sandbox.SetFaultsAsync(new { });
    }

    [Fact]
    public async Task Every_order_of_events_keeps_the_invariants()
    {
        const int UpTo3 = 8 + (28 * 3) + (56 * 13); // Choices of 1, 2 and 3 events, times their ordered partitions.
        const int UpTo4 = UpTo3 + (70 * 75);
        var full = Environment.GetEnvironmentVariable("PROOF") == "full";
        var scenarios = Scenario.All(full ? 4 : 3);
        Assert.Equal(full ? UpTo4 : UpTo3, scenarios.Select(scenario => scenario.ToString()).Distinct().Count());

        var watch = Stopwatch.StartNew();
        foreach (var wave in scenarios.Chunk(Wave))
        {
            await TryAsync(wave);
            if (!_violations.IsEmpty)
            {
                break; // Further waves would report the same, slowly.
            }
        }

        var counted = $"Every order of up to {(full ? 4 : 3)} of 8 events: {_played} of {scenarios.Count} scenarios, "
            + $"{_violations.Count} violations, {watch.Elapsed.TotalSeconds:0} s";
        output.WriteLine(counted);
        Console.WriteLine(counted);
        Assert.True(_violations.IsEmpty, $"{counted}\n{string.Join('\n', _violations.Take(50))}");
    }

    private async Task TryAsync(IReadOnlyList<Scenario> wave)
    {
        var shoppers = await proven.ShoppersAsync();
        var tried = new ConcurrentDictionary<string, (Scenario Scenario, OrderUnderTest Order)>();
        var next = -1;
        await Task.WhenAll(shoppers.Select(async shopper =>
        {
            while (Interlocked.Increment(ref next) is var place && place < wave.Count)
            {
                // A product for each scenario, because an identical order would continue the pending one.
                var placed = await shopper.OrdersAsync(await Shop.NewProductAsync());
                var order = new OrderUnderTest(Shop, _sandbox, shopper, placed);
                tried[placed.PaymentKey] = (wave[place], order);
                await PlayAsync(wave[place], order);
                Interlocked.Increment(ref _played);
            }
        }));

        var invariants = new Invariants(Shop) { IncludesReconciliation = true };
        Report(await invariants.ViolatedAsync([.. tried.Keys]));
        await SetReconciliationAsync(true);
        try
        {
            await new Settling(Shop, invariants).SettleAsync([.. tried.Keys]);
        }
        catch (Xunit.Sdk.XunitException unsettled)
        {
            _violations.Enqueue(unsettled.Message);
            Report(await invariants.ViolatedAsync([.. tried.Keys], settled: true));
        }

        await SetReconciliationAsync(false);
        foreach (var (paymentKey, status) in await FinalStatusesAsync([.. tried.Keys]))
        {
            var (scenario, order) = tried[paymentKey];
            if (Expected(scenario, order) is { } expected && expected != status)
            {
                _violations.Enqueue($"{scenario}: status {status}, not {expected}");
            }
        }

        void Report(IEnumerable<Violation> violated)
        {
            foreach (var violation in violated)
            {
                var scenario = tried.Values.FirstOrDefault(one =>
                    violation.About == one.Order.Order.PaymentKey
                    || violation.About == $"{one.Order.Order.OrderId}").Scenario;
                _violations.Enqueue($"{scenario}: {violation}");
            }
        }
    }

    private Task SetReconciliationAsync(bool may) => Shop.CommerceAsync(
        $"alter table reconciliations {(may ? "disable" : "enable")} trigger zz_round_waits");

    private async Task PlayAsync(Scenario scenario, OrderUnderTest order)
    {
        foreach (var block in scenario.Blocks)
        {
            try
            {
                await Task.WhenAll(block.Select(one => ApplyAsync(one, order)));
            }
            catch (Xunit.Sdk.XunitException unexpected)
            {
                _violations.Enqueue($"{scenario}: {unexpected.Message}");
            }
        }
    }

    private static Task ApplyAsync(OrderEvent one, OrderUnderTest order) => one switch
    {
        OrderEvent.Pay => order.PayAsync(),
        OrderEvent.Return => order.ReturnAsync(),
        OrderEvent.Webhook or OrderEvent.WebhookAgain => order.SendWebhookAsync($"of-{order.Order.PaymentKey}"),
        OrderEvent.Sweep => order.SweepAsync(),
        OrderEvent.Expiry => order.ExpireAsync(),
        OrderEvent.ShopperCancels => order.CancelAsync(),
        OrderEvent.ConsoleCancels => order.CancelInConsoleAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(one), one, null),
    };

    /// <summary>The final status if the order of events determines it; null if overlapping events do not.</summary>
    private static string? Expected(Scenario scenario, OrderUnderTest order) => scenario switch
    {
        _ when order.ReportedCancelled => scenario.Has(OrderEvent.Pay) ? "REFUNDED, CANCELLED" : "CLOSED, CANCELLED",
        _ when scenario.Has(OrderEvent.ShopperCancels) => null,
        _ when !scenario.Has(OrderEvent.Pay) =>
            scenario.Has(OrderEvent.Expiry) ? "CLOSED, EXPIRED" : "PENDING, PENDING",
        _ when scenario.HasBefore(OrderEvent.Pay, OrderEvent.ConsoleCancels) =>
            scenario.Has(OrderEvent.Expiry) ? null : "REFUNDED, CANCELLED",
        _ when scenario.HasBefore(OrderEvent.Expiry, OrderEvent.Pay) => "REFUNDED, EXPIRED",
        _ when scenario.Has(OrderEvent.Expiry) && !scenario.HasBefore(OrderEvent.Pay, OrderEvent.Expiry) => null,
        _ when scenario.Has(OrderEvent.ConsoleCancels)
            && !scenario.HasBefore(OrderEvent.ConsoleCancels, OrderEvent.Pay) => null,
        _ => "PAID, READY",
    };

    private async Task<IReadOnlyDictionary<string, string>> FinalStatusesAsync(string[] paymentKeys)
    {
        await using var command = Shop.CommerceDb.CreateCommand(
            "select key, status || ', ' || order_status from payments where key = any ($1)");
        command.Parameters.Add(new() { Value = paymentKeys });
        await using var reader = await command.ExecuteReaderAsync();
        var ends = new Dictionary<string, string>();
        while (await reader.ReadAsync())
        {
            ends[reader.GetString(0)] = reader.GetString(1);
        }

        return ends;
    }
}
