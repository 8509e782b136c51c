// Tests that a kill of Commerce at any point loses no money. For each crash point a separate Commerce process is
// started beside the graph, runs a flow, and is killed by SIGKILL before or after its n-th database round trip or call
// to PortOne. After a restart every flow must reach the same final state as without the kill.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Shop.Tests.Graphs;
using Shop.Tests.Payments;
using Shop.Tests.Starting;

namespace Shop.Tests.Proof;

[Collection(QuietShop.Name)]
public sealed class KillAnywhereTests(QuietShop shop, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Lanes = 3;
    private const int CriticalOneIn = 2; // Of the points around a commit or a cancel request.
    private const int OneIn = 12; // Of the others.
    private const int Tries = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // One worker flow at a time, because a worker processes the jobs of all flows.
    private readonly SemaphoreSlim _workerLock = new(1);
    private readonly ConcurrentQueue<(KillAnywhereFlow Flow, string Where, KilledRun Run)> _runs = new();
    private int _kills;
    private Shopper _shopper = null!;

    // The graph's Commerce serves the requests before a flow. It runs no jobs.
    public async ValueTask InitializeAsync()
    {
        await shop.StopReconciliationAsync();
        _shopper = await shop.NewShopperAsync();
        await shop.Sandbox.SetFaultsAsync(new { webhooks = new { mode = "off" } });
    }

    public async ValueTask DisposeAsync()
    {
        await shop.CommerceAsync("drop function if exists zz_postpone_jobs, zz_refuse_claims cascade");
        await shop.ResumeOtherReportsAsync();
    }

    [Fact]
    public async Task Kill_before_or_after_any_statement_or_call_loses_no_money()
    {
        await PostponeNewJobsAsync();
        var roundTrips = await RecordRoundTripsAsync();
        var (points, all, seed) = Choose(roundTrips);

        var queue = new ConcurrentQueue<(KillAnywhereFlow Flow, CrashPoint Point)>(points);
        var waited = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
        {
            while (queue.TryDequeue(out var next))
            {
                await KillAtAsync(next.Flow, next.Point, roundTrips[next.Flow]);
            }
        }));
        output.WriteLine($"{_kills} kills in {waited.Elapsed.TotalSeconds:0} s");
        var invariants = new Invariants(shop) { IncludesReconciliation = true };
        var lostWon = await RestartAndSettleAsync(invariants);

        var counted = $"Kill anywhere: {_kills} crash points (of {all}, PROOF_SEED={seed}) × "
            + $"{KillAnywhereFlow.All.Count} flows, {lostWon} won lost";
        output.WriteLine(counted);
        Console.WriteLine(counted);
        Assert.Equal(0, lostWon);
    }

    /// <summary>Runs each flow once without a kill to record its round trips.</summary>
    private async Task<IReadOnlyDictionary<KillAnywhereFlow, IReadOnlyList<RoundTrip>>> RecordRoundTripsAsync()
    {
        var seen = new Dictionary<KillAnywhereFlow, IReadOnlyList<RoundTrip>>();
        await using var victim = await KillAnywhereVictim.StartAsync(shop, _shopper);
        foreach (var flow in KillAnywhereFlow.All.OrderBy(flow => flow.LastOfWorker is not null))
        {
            seen[flow] = await Eventually.IsAsync(
                () => RecordRoundTripsAsync(flow, victim), roundTrips => roundTrips.Count > 0, Deadline);
            output.WriteLine($"{flow.Name}: {string.Join(" | ", seen[flow].Select(roundTrip => roundTrip.Label))}");
        }

        return seen;
    }

    /// <summary>Returns the flow's round trips; none if the flow failed.</summary>
    private async Task<IReadOnlyList<RoundTrip>> RecordRoundTripsAsync(KillAnywhereFlow flow, KillAnywhereVictim victim)
    {
        var run = await ArrangeAsync(flow, _shopper);
        _runs.Enqueue((flow, "never", run));
        victim.RoundTrips.Begin(flow.LastOfWorker is not null, point: null, () => Task.CompletedTask);
        var answer = await flow.Begin(shop, victim, run);
        var roundTrips = await Eventually.IsAsync(
            () => Task.FromResult(victim.RoundTrips.Seen),
            list => flow.LastOfWorker is not { } last || list.Any(roundTrip => roundTrip.Label.StartsWith(last)),
            Deadline);
        victim.RoundTrips.End();
        await PostponeJobsAsync();
        return answer is HttpStatusCode.OK or HttpStatusCode.Created ? roundTrips : [];
    }

    /// <summary>Chooses all crash points, or a random sample with more critical ones.</summary>
    private static (IReadOnlyList<(KillAnywhereFlow Flow, CrashPoint Point)> Points, int All, int Seed) Choose(
        IReadOnlyDictionary<KillAnywhereFlow, IReadOnlyList<RoundTrip>> roundTrips)
    {
        var all = (
            from flow in roundTrips
            from at in flow.Value.Select((roundTrip, index) => (RoundTrip: roundTrip, Number: index + 1))
            from isAfter in new[] { false, true }
            where isAfter || !at.RoundTrip.IsLookingForWork
            select (Flow: flow.Key, at.RoundTrip, Point: new CrashPoint(at.Number, isAfter))).ToList();
        var given = Environment.GetEnvironmentVariable("PROOF_SEED");
        var seed = given is null
            ? Random.Shared.Next(OneIn)
            : (int)(ulong.Parse(given, CultureInfo.InvariantCulture) % OneIn);
        var isFull = Environment.GetEnvironmentVariable("PROOF") == "full";
        var chosen = all.Where((point, index) =>
            isFull || index % OneOf(point.RoundTrip) == seed % OneOf(point.RoundTrip));
        return ([.. chosen.Select(one => (one.Flow, one.Point))], all.Count, seed);

        static int OneOf(RoundTrip roundTrip) => roundTrip.IsCritical ? CriticalOneIn : OneIn;
    }

    private async Task<KilledRun> ArrangeAsync(KillAnywhereFlow flow, Shopper shopper)
    {
        var run = new KilledRun(
            shopper, await shop.NewProductAsync(KillAnywhereFlow.PriceWon, KillAnywhereFlow.Stock));
        await (flow.Arrange?.Invoke(run) ?? Task.CompletedTask);
        return run;
    }

    private async Task KillAtAsync(KillAnywhereFlow flow, CrashPoint point, IReadOnlyList<RoundTrip> roundTrips)
    {
        var label = roundTrips[point.RoundTrip - 1].Label;
        var where = $"{(point.IsAfter ? "after" : "before")} {point.RoundTrip}: {label}";
        var shopper = await _shopper.SignInAgainAsync(); // A token expires after 15 minutes; a full run takes longer.
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

        Assert.Fail($"{flow.Name} never reached its crash point {where}.");
    }

    /// <summary>Returns false if the flow ended before the crash point, for example by a timeout of Account.</summary>
    private async Task<bool> IsKilledAsync(
        KillAnywhereVictim victim, KillAnywhereFlow flow, KilledRun run, CrashPoint point)
    {
        if (flow.LastOfWorker is null)
        {
            victim.RoundTrips.Begin(sweeps: false, point, victim.KillAsync);
            await flow.Begin(shop, victim, run);
            await (victim.RoundTrips.HasReachedCrashPoint ? victim.RoundTrips.Killed : Task.CompletedTask);
            return victim.RoundTrips.HasReachedCrashPoint;
        }

        await _workerLock.WaitAsync();
        try
        {
            victim.RoundTrips.Begin(sweeps: true, point, victim.KillAsync);
            await flow.Begin(shop, victim, run);
            await Task.WhenAny(victim.RoundTrips.Killed, Task.Delay(Deadline));
            await PostponeJobsAsync();
            return victim.RoundTrips.HasReachedCrashPoint;
        }
        finally
        {
            _workerLock.Release();
        }
    }

    /// <summary>Restarts Commerce, waits until everything has settled, and returns the lost won.</summary>
    private async Task<long> RestartAndSettleAsync(Invariants invariants)
    {
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce", KillAnywhereVictim.BesideTheGraph(shop));
        await commerce.AnswersAsync();
        var shopper = await _shopper.SignInAgainAsync();
        commerce.Http.DefaultRequestHeaders.Authorization = shopper.Commerce.DefaultRequestHeaders.Authorization;
        foreach (var (flow, _, run) in _runs)
        {
            await (flow.Retry?.Invoke(run, commerce.Http) ?? Task.CompletedTask);
        }

        await ResumeJobsAsync();
        await shop.ResumeReconciliationAsync();
        var lostWon = 0L;
        foreach (var (flow, where, run) in _runs)
        {
            var state = await FinalStateOfAsync(run, flow.ExpectedState);
            if (state != flow.ExpectedState)
            {
                output.WriteLine($"LOST: {flow.Name}, killed {where}: {state}, not {flow.ExpectedState}");
                lostWon += run.Order.AmountWon;
            }
        }

        await new Settling(shop, invariants).SettleAsync(); // Late reports that change nothing must be handled too.
        return lostWon;
    }

    /// <summary>Waits for the expected state; returns the last state at the deadline.</summary>
    private Task<string> FinalStateOfAsync(KilledRun run, string expected) => Eventually.OrLastAsync(
        async () =>
        {
            var entries = (await shop.Sandbox.LedgerAsync())["items"]!.AsArray()
                .Where(entry => (string)entry!["paymentId"]! == run.Order.PaymentKey)
                .Select(entry => ((string)entry!["kind"]! == "CAPTURE" ? "+" : "-") + (long)entry!["amount"]!);
            var row = await shop.CommerceAsync<string>($"""
                select concat_ws(
                    ' ', p.status, p.order_status, (select stock from products where id = {run.Product.Id}))
                from payments p where key = '{run.Order.PaymentKey}'
                """);
            return string.Join(' ', [row, .. entries]);
        },
        state => state == expected,
        Deadline);

    // Postpones new jobs until their flow begins, so that a process runs only the jobs of its flow. The job of a webhook
    // is due at once, so the graph's replicas may not claim jobs.
    private Task PostponeNewJobsAsync() => shop.CommerceAsync($"""
        create function zz_refuse_claims() returns trigger language plpgsql as $$
        begin
          return case when current_setting('application_name') = '{KillAnywhereVictim.Name}' then new end;
        end $$;
        create trigger zz_refuse_claims before update on payment_jobs
          for each row when (new.claimed_until is not null and new.claimed_until is distinct from old.claimed_until)
          execute function zz_refuse_claims();
        create function zz_postpone_jobs() returns trigger language plpgsql as $$
        begin
          if new.kind <> 'RECONCILE' then
            new.due_at := new.due_at + interval '1 day';
          end if;
          return new;
        end $$;
        create trigger zz_postpone_jobs before insert on payment_jobs
          for each row execute function zz_postpone_jobs()
        """);

    private Task PostponeJobsAsync() => shop.CommerceAsync("""
        update payment_jobs set due_at = due_at + interval '1 day'
          where due_at < clock_timestamp() + interval '1 hour'
        """);

    // Also clears the leases of killed processes, which would expire later.
    private Task ResumeJobsAsync() => shop.CommerceAsync("""
        drop function zz_postpone_jobs cascade;
        drop function zz_refuse_claims cascade;
        update payment_jobs set due_at = due_at - interval '1 day', claimed_until = null
          where due_at > clock_timestamp() + interval '1 hour'
        """);
}
