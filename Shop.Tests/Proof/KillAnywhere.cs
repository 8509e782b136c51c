// Commerce dies without a word, anywhere, and nothing is lost by it. A process of Commerce of its own is started beside
// the graph for each crash point, is set to work, and is killed by SIGKILL before or after its n-th exchange with the
// database or call to PortOne. Then it is started again, and everything must come to the end that it would have had.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Shop.Tests.Graphs;
using Shop.Tests.Payments;
using Shop.Tests.Starting;

namespace Shop.Tests.Proof;

[Collection(QuietShop.Name)]
public sealed class KillAnywhere(QuietShop shop, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Lanes = 3;
    private const int DangerousOneIn = 2; // Of the points around a commit or a cancel.
    private const int OneIn = 12; // Of the others.
    private const int Tries = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // One worker's flow at a time: every worker looks for work of everybody.
    private readonly SemaphoreSlim _workersTurn = new(1);
    private readonly ConcurrentQueue<(KillAnywhereFlow Flow, string Where, KilledRun Run)> _runs = new();
    private int _kills;
    private Shopper _shopper = null!;

    // The graph's own Commerce serves what comes before a flow, and never works by itself.
    public async ValueTask InitializeAsync()
    {
        await shop.NothingIsComparedAsync();
        _shopper = await shop.NewShopperAsync();
        await shop.Sandbox.SetFaultsAsync(new { webhooks = new { mode = "off" } });
    }

    public async ValueTask DisposeAsync()
    {
        await shop.CommerceAsync("drop function if exists zz_is_born_asleep cascade");
        await shop.EverybodyReportsAgainAsync();
    }

    [Fact]
    public async Task Before_and_after_every_statement_and_call_no_won_is_lost()
    {
        await BornAsleepAsync();
        var crossings = await RehearseAsync();
        var (points, all, seed) = Choose(crossings);

        var queue = new ConcurrentQueue<(KillAnywhereFlow Flow, CrashPoint Point)>(points);
        var waited = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
        {
            while (queue.TryDequeue(out var next))
            {
                await KillAtAsync(next.Flow, next.Point, crossings[next.Flow]);
            }
        }));
        output.WriteLine($"{_kills} kills in {waited.Elapsed.TotalSeconds:0} s");
        var invariants = new Invariants(shop) { IsCompared = true };
        var lostWon = await StartAgainAndSettleAsync(invariants);

        var counted = $"Kill anywhere: {_kills} crash points (of {all}, PROOF_SEED={seed}) × "
            + $"{KillAnywhereFlow.All.Count} flows, {lostWon} won lost";
        output.WriteLine(counted);
        Console.WriteLine(counted);
        Assert.Equal(0, lostWon);
    }

    /// <summary>Each flow once, to its end, to see what there is to die at.</summary>
    private async Task<IReadOnlyDictionary<KillAnywhereFlow, IReadOnlyList<Crossing>>> RehearseAsync()
    {
        var seen = new Dictionary<KillAnywhereFlow, IReadOnlyList<Crossing>>();
        await using var victim = await KillAnywhereVictim.StartAsync(shop, _shopper);
        foreach (var flow in KillAnywhereFlow.All.OrderBy(flow => flow.LastOfWorker is not null))
        {
            seen[flow] = await Eventually.IsAsync(
                () => RehearseAsync(flow, victim), crossings => crossings.Count > 0, Deadline);
            output.WriteLine($"{flow.Name}: {string.Join(" | ", seen[flow].Select(crossing => crossing.Label))}");
        }

        return seen;
    }

    /// <summary>What was seen; nothing when the flow could not be gone through.</summary>
    private async Task<IReadOnlyList<Crossing>> RehearseAsync(KillAnywhereFlow flow, KillAnywhereVictim victim)
    {
        var run = await ArrangeAsync(flow, _shopper);
        _runs.Enqueue((flow, "never", run));
        victim.Crossings.Begin(flow.LastOfWorker is not null, point: null, () => Task.CompletedTask);
        var answer = await flow.Begin(shop, victim, run);
        var crossings = await Eventually.IsAsync(
            () => Task.FromResult(victim.Crossings.Seen),
            list => flow.LastOfWorker is not { } last || list.Any(crossing => crossing.Label.StartsWith(last)),
            Deadline);
        victim.Crossings.End();
        await PutToSleepAsync();
        return answer is HttpStatusCode.OK or HttpStatusCode.Created ? crossings : [];
    }

    /// <summary>All of them, or the most dangerous ones and some of the others, which differ each time.</summary>
    private static (IReadOnlyList<(KillAnywhereFlow Flow, CrashPoint Point)> Points, int All, int Seed) Choose(
        IReadOnlyDictionary<KillAnywhereFlow, IReadOnlyList<Crossing>> crossings)
    {
        var all = (
            from flow in crossings
            from at in flow.Value.Select((crossing, index) => (Crossing: crossing, Number: index + 1))
            from isAfter in new[] { false, true }
            where isAfter || !at.Crossing.IsLookingForWork
            select (Flow: flow.Key, at.Crossing, Point: new CrashPoint(at.Number, isAfter))).ToList();
        var given = Environment.GetEnvironmentVariable("PROOF_SEED");
        var seed = given is null
            ? Random.Shared.Next(OneIn)
            : (int)(ulong.Parse(given, CultureInfo.InvariantCulture) % OneIn);
        var isFull = Environment.GetEnvironmentVariable("PROOF") == "full";
        var chosen = all.Where((point, index) =>
            isFull || index % OneOf(point.Crossing) == seed % OneOf(point.Crossing));
        return ([.. chosen.Select(one => (one.Flow, one.Point))], all.Count, seed);

        static int OneOf(Crossing crossing) => crossing.IsDangerous ? DangerousOneIn : OneIn;
    }

    private async Task<KilledRun> ArrangeAsync(KillAnywhereFlow flow, Shopper shopper)
    {
        var run = new KilledRun(
            shopper, await shop.NewProductAsync(KillAnywhereFlow.PriceWon, KillAnywhereFlow.Stock));
        await (flow.Arrange?.Invoke(run) ?? Task.CompletedTask);
        return run;
    }

    private async Task KillAtAsync(KillAnywhereFlow flow, CrashPoint point, IReadOnlyList<Crossing> crossings)
    {
        var where = $"{(point.IsAfter ? "after" : "before")} {point.Crossing}: {crossings[point.Crossing - 1].Label}";
        var shopper = await _shopper.SignsInAgainAsync(); // A token lives for 15 minutes, a full proof for longer.
        await using var victim = await KillAnywhereVictim.StartAsync(shop, shopper);
        for (var i = 0; i < Tries; i++)
        {
            var run = await ArrangeAsync(flow, shopper);
            _runs.Enqueue((flow, where, run));
            if (await IsKilledAsync(victim, flow, run, point))
            {
                Interlocked.Increment(ref _kills);
                return;
            }
        }

        Assert.Fail($"{flow.Name} never came to its point {where}.");
    }

    /// <summary>False when the flow ended before its point, as one may that had to wait for Account too long.</summary>
    private async Task<bool> IsKilledAsync(
        KillAnywhereVictim victim, KillAnywhereFlow flow, KilledRun run, CrashPoint point)
    {
        if (flow.LastOfWorker is null)
        {
            victim.Crossings.Begin(sweeps: false, point, victim.KillAsync);
            await flow.Begin(shop, victim, run);
            await (victim.Crossings.HasReachedItsPoint ? victim.Crossings.Killed : Task.CompletedTask);
            return victim.Crossings.HasReachedItsPoint;
        }

        await _workersTurn.WaitAsync();
        try
        {
            victim.Crossings.Begin(sweeps: true, point, victim.KillAsync);
            await flow.Begin(shop, victim, run);
            await Task.WhenAny(victim.Crossings.Killed, Task.Delay(Deadline));
            await PutToSleepAsync();
            return victim.Crossings.HasReachedItsPoint;
        }
        finally
        {
            _workersTurn.Release();
        }
    }

    /// <summary>Commerce is started again; the won that are not where they should be when it has settled.</summary>
    private async Task<long> StartAgainAndSettleAsync(Invariants invariants)
    {
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce", KillAnywhereVictim.BesideTheGraph(shop));
        await commerce.AnswersAsync();
        var shopper = await _shopper.SignsInAgainAsync();
        commerce.Http.DefaultRequestHeaders.Authorization = shopper.Commerce.DefaultRequestHeaders.Authorization;
        foreach (var (flow, _, run) in _runs)
        {
            await (flow.AskAgain?.Invoke(run, commerce.Http) ?? Task.CompletedTask);
        }

        await WakeAsync();
        await shop.ComparesAgainAsync();
        var lostWon = 0L;
        foreach (var (flow, where, run) in _runs)
        {
            var ends = await EndOfAsync(run, flow.Ends);
            if (ends != flow.Ends)
            {
                output.WriteLine($"LOST: {flow.Name}, killed {where}: {ends}, not {flow.Ends}");
                lostWon += run.Order.AmountWon;
            }
        }

        await new Settling(shop, invariants).SettleAsync(); // Late reports that change nothing are done with as well.
        return lostWon;
    }

    /// <summary>How it ended: as it had to, or otherwise for good.</summary>
    private Task<string> EndOfAsync(KilledRun run, string expected) => Eventually.OrLastAsync(
        async () =>
        {
            var entries = (await shop.Sandbox.LedgerAsync())["items"]!.AsArray()
                .Where(entry => (string)entry!["paymentId"]! == run.Order.PaymentKey)
                .Select(entry => ((string)entry!["kind"]! == "CAPTURE" ? "+" : "-") + (long)entry!["amount"]!);
            var stands = await shop.CommerceAsync<string>($"""
                select concat_ws(
                    ' ', p.status, p.order_status, (select stock from products where id = {run.Product.Id}))
                from payments p where key = '{run.Order.PaymentKey}'
                """);
            return string.Join(' ', [stands, .. entries]);
        },
        ends => ends == expected,
        Deadline);

    // Work sleeps until its flow begins, so that a process that is about to be killed does that flow's and no other.
    private Task BornAsleepAsync() => shop.CommerceAsync("""
        create function zz_is_born_asleep() returns trigger language plpgsql as $$
        begin
          new.due_at := new.due_at + interval '1 day';
          return new;
        end $$;
        create trigger zz_is_born_asleep before insert on payment_tasks
          for each row execute function zz_is_born_asleep()
        """);

    private Task PutToSleepAsync() => shop.CommerceAsync("""
        update payment_tasks set due_at = due_at + interval '1 day'
          where due_at < clock_timestamp() + interval '1 hour';
        update webhooks set due_at = due_at + interval '1 day'
          where handled_at is null and due_at < clock_timestamp() + interval '1 hour'
        """);

    // With the claims of the dead, which would have ended by themselves after a while.
    private Task WakeAsync() => shop.CommerceAsync("""
        drop function zz_is_born_asleep cascade;
        update payment_tasks set due_at = due_at - interval '1 day', claimed_until = null
          where due_at > clock_timestamp() + interval '1 hour';
        update webhooks set due_at = due_at - interval '1 day', claimed_until = null where handled_at is null
        """);
}
