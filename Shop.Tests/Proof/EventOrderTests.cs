// Eight events can happen to a pending order, in any order and concurrently. The test runs all orderings and overlaps
// of up to three of them, with PROOF=full of up to four, each on a separate order. The invariants are checked after the
// events and again after everything has settled.
using System.Collections.Concurrent;
using System.Diagnostics;
using Shop.Tests.Payments;
using Xunit.Sdk;

namespace Shop.Tests.Proof;

[Collection(ProvenShop.Name)]
public sealed class EventOrderTests(ProvenShop proven, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Wave = 205;

    private static readonly IReadOnlyList<OrderAction> Events =
    [
        OrderAction.Pay, OrderAction.Return, OrderAction.Webhook, OrderAction.RepeatedWebhook, OrderAction.CheckJob,
        OrderAction.Expiry, OrderAction.ShopperCancels, OrderAction.ConsoleCancels,
    ];

    private readonly SandboxControl _sandbox = proven.Sandbox;
    private readonly ConcurrentQueue<string> _violations = new();
    private int _played;

    /// <summary>Drops webhooks, stops reconciliation, and postpones jobs until the test makes them due.</summary>
    public async ValueTask InitializeAsync()
    {
        await proven.StopOtherReportsAsync();
        await proven.ExecuteSqlAsync("""
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
        await proven.ExecuteSqlAsync("drop function zz_job_waits cascade");
        await proven.ResumeOtherReportsAsync();
    }

    [Fact]
    public async Task Every_order_of_events_keeps_the_invariants()
    {
        const int UpTo3 = 8 + (28 * 3) + (56 * 13); // Choices of 1, 2 and 3 events, times their ordered partitions.
        const int UpTo4 = UpTo3 + (70 * 75);
        var full = Environment.GetEnvironmentVariable("PROOF") == "full";
        var scenarios = Subsets(Events)
            .Where(chosen => chosen.Count > 0 && chosen.Count <= (full ? 4 : 3))
            .SelectMany(Orderings).ToList();
        Assert.Equal(full ? UpTo4 : UpTo3, scenarios.Select(scenario => $"{scenario}").Distinct().Count());

        var watch = Stopwatch.StartNew();
        foreach (var wave in scenarios.Chunk(Wave).TakeWhile(_ => _violations.IsEmpty))
        {
            await TryAsync(wave);
        }

        var counted = $"Every order of up to {(full ? 4 : 3)} of 8 events: {_played} of {scenarios.Count} scenarios, "
            + $"{_violations.Count} violations, {watch.Elapsed.TotalSeconds:0} s";
        output.WriteLine(counted);
        Console.WriteLine(counted);
        Assert.True(_violations.IsEmpty, $"{counted}\n{string.Join('\n', _violations.Take(50))}");
    }

    private async Task TryAsync(History[] wave)
    {
        var shoppers = await proven.ShoppersAsync();
        var tried = new ConcurrentDictionary<OrderUnderTest, History>();
        var next = -1;
        await Task.WhenAll(shoppers.Select(async shopper =>
        {
            while (Interlocked.Increment(ref next) is var place && place < wave.Length)
            {
                // A product for each scenario, because an identical order would continue the pending one.
                var request = new OrderRequest(Shopper.Home, [new((await proven.NewProductAsync()).Id, 1)]);
                var order = new OrderUnderTest(proven, _sandbox, shopper, request)
                {
                    Order = await shopper.OrderAsync(request),
                };
                tried[order] = wave[place];
                await PassesAsync($"{wave[place]}", () => wave[place].PlayAsync(new(_sandbox, [order])));
                Interlocked.Increment(ref _played);
            }
        }));

        string[] keys = [.. tried.Keys.Select(order => order.Order.PaymentKey)];
        var invariants = new Invariants(proven) { IncludesReconciliation = true };
        Report(await invariants.ViolatedAsync(keys));
        await SetReconciliationAsync(isOn: true);
        if (!await PassesAsync("Not settled", () => invariants.SettleAsync(keys)))
        {
            Report(await invariants.ViolatedAsync(keys, settled: true));
        }

        await SetReconciliationAsync(isOn: false);
        Report(await Model.DifferencesAsync(proven, [.. tried.Keys], await invariants.ProviderEntriesAsync()));
        Report(
            from one in await Model.StatesAsync(proven, [.. tried.Keys])
            let expected = Model.Determined(tried[one.Order], one.Order)
            where expected is not null && expected != one.State
            select $"{one.Order.Order.PaymentKey} ended as {one.State}, not {expected}");

        void Report(IEnumerable<object> violations)
        {
            foreach (var violation in violations.Select(violation => $"{violation}"))
            {
                var history = tried.FirstOrDefault(one =>
                    violation.Contains(one.Key.Order.PaymentKey) || violation.Contains($"{one.Key.Order.OrderId}"));
                _violations.Enqueue($"{history.Value}: {violation}");
            }
        }
    }

    private async Task<bool> PassesAsync(string what, Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (XunitException unexpected)
        {
            _violations.Enqueue($"{what}: {unexpected.Message}");
            return false;
        }
    }

    private Task SetReconciliationAsync(bool isOn) => proven.ExecuteSqlAsync(
        $"alter table reconciliations {(isOn ? "disable" : "enable")} trigger zz_stop_reconciliation");

    private static IEnumerable<IReadOnlyList<T>> Subsets<T>(IReadOnlyList<T> all) =>
        Enumerable.Range(0, 1 << all.Count).Select(bits =>
            (IReadOnlyList<T>)[.. all.Where((_, place) => (bits & (1 << place)) != 0)]);

    /// <summary>The ordered partitions of the events: a first block of concurrent events, then the others.</summary>
    private static IEnumerable<History> Orderings(IReadOnlyList<OrderAction> events) => events.Count == 0
        ? [new([])]
        : Subsets(events).Where(block => block.Count > 0).SelectMany(block =>
            Orderings([.. events.Except(block)]).Select(rest => new History(
                [.. block.Select((one, place) => new Step.Action(0, one, AtOnce: place > 0)), .. rest.Steps])));
}
