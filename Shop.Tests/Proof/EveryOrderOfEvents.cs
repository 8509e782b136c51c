// Eight things can happen to an order that waits to be paid, in any order and at the same moment. All orderings and
// overlaps of up to three of them are tried here, of up to four with PROOF=full, each with an order of its own. After
// the events the money is looked at as it stands, then left to settle and looked at again.
using System.Collections.Concurrent;
using System.Diagnostics;
using Shop.Commerce;
using Shop.Tests.Payments;

namespace Shop.Tests.Proof;

[Collection(ProvenShop.Name)]
public sealed class EveryOrderOfEvents(ProvenShop proven, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Wave = 205;
    private readonly SandboxControl _sandbox = proven.Sandbox;
    private readonly ConcurrentQueue<string> _violations = new();
    private int _played;

    private RunningShop Shop => proven;

    /// <summary>
    /// PortOne is silent, the sweep's tasks wait until the test makes them due, and so does the comparison.
    /// </summary>
    public async ValueTask InitializeAsync()
    {
        await _sandbox.SetFaultsAsync(new { webhooks = new { mode = "off" } });
        await Shop.NothingIsComparedAsync();
        await Shop.CommerceAsync("""
            create function zz_task_waits() returns trigger language plpgsql as $$
            begin
              if tg_op = 'INSERT' or current_user = 'commerce_service' and new.claimed_until is null then
                new.due_at := clock_timestamp() + interval '1 day';
              end if;
              return new;
            end $$;
            create trigger zz_task_waits before insert or update on payment_tasks
              for each row execute function zz_task_waits()
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.CommerceAsync("drop function zz_task_waits cascade");
        await Shop.ComparesAgainAsync();
        await _sandbox.SetFaultsAsync(new { });
    }

    [Fact]
    public async Task Leaves_every_won_in_one_place()
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
                break; // The rest would say the same, slowly.
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
                // A product for each scenario: ordering the same again would continue an order that still waits.
                var placed = await shopper.OrdersAsync(await Shop.NewProductAsync());
                var order = new OrderUnderTest(Shop, _sandbox, shopper, placed);
                tried[placed.PaymentKey] = (wave[place], order);
                await PlayAsync(wave[place], order);
                Interlocked.Increment(ref _played);
            }
        }));

        var invariants = new Invariants(Shop) { IsCompared = true };
        Report(await invariants.ViolatedAsync([.. tried.Keys]));
        await ComparesAsync(true);
        try
        {
            await new Settling(Shop, invariants).SettleAsync([.. tried.Keys]);
        }
        catch (Xunit.Sdk.XunitException unsettled)
        {
            _violations.Enqueue(unsettled.Message);
            Report(await invariants.ViolatedAsync([.. tried.Keys], settled: true));
        }

        await ComparesAsync(false);
        foreach (var (paymentKey, ended) in await EndsAsync([.. tried.Keys]))
        {
            var (scenario, order) = tried[paymentKey];
            if (Expected(scenario, order) is { } expected && expected != ended)
            {
                _violations.Enqueue($"{scenario}: ended {ended}, not {expected}");
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

    private Task ComparesAsync(bool may) => Shop.CommerceAsync(
        $"alter table comparison_rounds {(may ? "disable" : "enable")} trigger zz_round_waits");

    private async Task PlayAsync(Scenario scenario, OrderUnderTest order)
    {
        foreach (var block in scenario.Blocks)
        {
            try
            {
                await Task.WhenAll(block.Select(one => HappensAsync(one, order)));
            }
            catch (Xunit.Sdk.XunitException surprise)
            {
                _violations.Enqueue($"{scenario}: {surprise.Message}");
            }
        }
    }

    private static Task HappensAsync(OrderEvent one, OrderUnderTest order) => one switch
    {
        OrderEvent.Pay => order.PaysAsync(),
        OrderEvent.Return => order.ReturnsAsync(),
        OrderEvent.Webhook or OrderEvent.WebhookAgain => order.IsReportedAsync($"of-{order.Order.PaymentKey}"),
        OrderEvent.Sweep => order.IsSweptAsync(),
        OrderEvent.Expiry => order.ExpiresAsync(),
        OrderEvent.ShopperCancels => order.CancelsAsync(),
        OrderEvent.ConsoleCancels => order.IsCancelledAtTheConsoleAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(one), one, null),
    };

    /// <summary>Where the order of events alone says how it must end; of what overlaps it does not.</summary>
    private static string? Expected(Scenario scenario, OrderUnderTest order) => scenario switch
    {
        _ when order.IsToldCancelled => scenario.Has(OrderEvent.Pay) ? "REFUNDED, CANCELLED" : "CANCELLED, CANCELLED",
        _ when scenario.Has(OrderEvent.ShopperCancels) => null,
        _ when !scenario.Has(OrderEvent.Pay) =>
            scenario.Has(OrderEvent.Expiry) ? "CANCELLED, EXPIRED" : "PENDING, PENDING",
        _ when scenario.HasBefore(OrderEvent.Pay, OrderEvent.ConsoleCancels) =>
            scenario.Has(OrderEvent.Expiry) ? null : "REFUNDED, CANCELLED",
        _ when scenario.HasBefore(OrderEvent.Expiry, OrderEvent.Pay) => "REFUNDED, EXPIRED",
        _ when scenario.Has(OrderEvent.Expiry) && !scenario.HasBefore(OrderEvent.Pay, OrderEvent.Expiry) => null,
        _ when scenario.Has(OrderEvent.ConsoleCancels)
            && !scenario.HasBefore(OrderEvent.ConsoleCancels, OrderEvent.Pay) => null,
        _ => "PAID, READY",
    };

    private async Task<IReadOnlyDictionary<string, string>> EndsAsync(string[] paymentKeys)
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
