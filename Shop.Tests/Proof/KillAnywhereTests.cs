// Tests that a kill of Commerce at any point loses no money. For each crash point a separate Commerce process is
// started beside the graph, runs a flow, and is killed by SIGKILL before or after its n-th database round trip or call
// to PortOne. After a restart every flow must reach the same final state as without the kill. The only help is a
// shopper who retries after getting no response.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Shop.Tests.Graphs;
using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Proof;

[Collection(QuietShop.Name)]
public sealed class KillAnywhereTests(QuietShop shop, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Lanes = 3;
    private const int CriticalOneIn = 2; // Of the points around a commit or a cancel request.
    private const int OneIn = 12; // Of the others.
    private const int Tries = 3;
    private const int Pieces = 2;
    private const int Stock = 10;
    private const long PriceWon = 7_000;
    private const string Bought = "PAID READY 8 +14000";
    private const string Refunded = "REFUNDED CANCELLED 10 +14000 -14000";
    private const string NeverPaid = "CLOSED EXPIRED 10";
    private const string EndsJob = "delete from payment_jobs";
    private const string ReschedulesJob = "update payment_jobs set due_at";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly IReadOnlyList<Flow> Flows =
    [
        new("order", [], OrderAction.Order, Bought, Retries: [OrderAction.Order, OrderAction.Pay]),
        new("complete", [OrderAction.Order, OrderAction.Pay], OrderAction.Return, Bought),
        new("cancel", [OrderAction.Order, OrderAction.Pay], OrderAction.ShopperCancels, Refunded,
            Retries: [OrderAction.ShopperCancels]),
        new("refund", [OrderAction.Order, OrderAction.Pay, OrderAction.ShopperCancels], OrderAction.CheckJob, Refunded,
            LastOfJob: ReschedulesJob),
        new("expire", [OrderAction.Order], OrderAction.Expiry, NeverPaid, LastOfJob: EndsJob),
        new("webhook", [OrderAction.Order, OrderAction.Pay], OrderAction.Webhook, Bought, LastOfJob: EndsJob),
    ];

    // One flow of a job at a time, because a worker processes the jobs of all flows.
    private readonly SemaphoreSlim _workerLock = new(1);
    private readonly ConcurrentQueue<FlowRun> _runs = new();
    private int _kills;
    private Shopper _shopper = null!;

    // The graph's Commerce serves the requests before a flow. It runs no jobs.
    public async ValueTask InitializeAsync()
    {
        await shop.StopOtherReportsAsync();
        _shopper = await shop.NewShopperAsync();
        await PostponeNewJobsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await shop.ExecuteSqlAsync("drop function if exists zz_postpone_jobs, zz_refuse_claims cascade");
        await shop.ResumeOtherReportsAsync();
    }

    [Fact]
    public async Task Kill_before_or_after_any_statement_or_call_loses_no_money()
    {
        var recorded = await RecordRoundTripsAsync();
        var (points, all, seed) = Choose(recorded);

        var queue = new ConcurrentQueue<(Flow Flow, CrashPoint Point)>(points);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
        {
            while (queue.TryDequeue(out var next))
            {
                await KillAtAsync(next.Flow, next.Point, recorded[next.Flow][next.Point.RoundTrip - 1].Label);
            }
        }));
        output.WriteLine($"{_kills} kills in {watch.Elapsed.TotalSeconds:0} s");
        var lostWon = await RestartAndSettleAsync();

        var counted = $"Kill anywhere: {_kills} crash points (of {all}, PROOF_SEED={seed}) × "
            + $"{Flows.Count} flows, {lostWon} won lost";
        output.WriteLine(counted);
        Console.WriteLine(counted);
        Assert.Equal(0, lostWon);
    }

    /// <summary>Runs each flow once without a kill to record its round trips.</summary>
    private async Task<IReadOnlyDictionary<Flow, IReadOnlyList<RoundTrip>>> RecordRoundTripsAsync()
    {
        var recorded = new Dictionary<Flow, IReadOnlyList<RoundTrip>>();
        await using var commerce = await KillAnywhereVictim.StartAsync(shop, _shopper);
        foreach (var flow in Flows)
        {
            recorded[flow] = await Eventually.IsAsync(
                () => RecordRoundTripsAsync(flow, commerce), roundTrips => roundTrips.Count > 0, Deadline);
            output.WriteLine($"{flow.Name}: {string.Join(" | ", recorded[flow].Select(roundTrip => roundTrip.Label))}");
        }

        return recorded;
    }

    /// <summary>Returns the flow's round trips; none if the flow failed.</summary>
    private async Task<IReadOnlyList<RoundTrip>> RecordRoundTripsAsync(Flow flow, KillAnywhereVictim commerce)
    {
        var order = await ArrangeAsync(flow, commerce, _shopper, "never");
        commerce.RoundTrips.Begin(runsJobs: flow.LastOfJob is not null);
        var status = await order.ApplyAsync(flow.Killed);
        var roundTrips = await Eventually.IsAsync(
            () => Task.FromResult(commerce.RoundTrips.Seen),
            seen => flow.LastOfJob is not { } last || seen.Any(roundTrip => roundTrip.Label.StartsWith(last)),
            Deadline);
        commerce.RoundTrips.End();
        await PostponeJobsAsync();
        return IsSuccess(status) ? roundTrips : [];
    }

    /// <summary>Chooses all crash points, or a random sample with more critical ones.</summary>
    private static (IReadOnlyList<(Flow Flow, CrashPoint Point)> Points, int All, int Seed) Choose(
        IReadOnlyDictionary<Flow, IReadOnlyList<RoundTrip>> recorded)
    {
        var all = (
            from flow in recorded
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

    /// <summary>Runs the actions before the flow on the graph's Commerce. The flow runs on the other one.</summary>
    private async Task<OrderUnderTest> ArrangeAsync(
        Flow flow, KillAnywhereVictim commerce, Shopper shopper, string where)
    {
        var product = await shop.NewProductAsync(PriceWon, Stock);
        var order = new OrderUnderTest(
            shop, shop.Sandbox, shopper, new(Shopper.Home, [new(product.Id, Pieces)]))
        {
            WaitsForWorkers = false,
        };
        await ApplyUntilItSucceedsAsync(order, flow.Arrange);
        order.Commerce = () => commerce.Http;
        order.IsLostResponse = lost => lost is HttpRequestException && commerce.RoundTrips.HasReachedCrashPoint;
        _runs.Enqueue(new(flow, where, product, order));
        return order;
    }

    private static async Task ApplyUntilItSucceedsAsync(OrderUnderTest order, IReadOnlyList<OrderAction> actions)
    {
        foreach (var action in actions)
        {
            await Eventually.IsAsync(() => order.ApplyAsync(action), IsSuccess, Deadline);
        }
    }

    private static bool IsSuccess(HttpStatusCode? status) => status is HttpStatusCode.OK or HttpStatusCode.Created;

    private async Task KillAtAsync(Flow flow, CrashPoint point, string label)
    {
        var where = $"{(point.IsAfter ? "after" : "before")} {point.RoundTrip}: {label}";
        var shopper = await _shopper.SignInAgainAsync(); // A token expires after 15 minutes; a full run takes longer.
        await using var commerce = await KillAnywhereVictim.StartAsync(shop, shopper);
        for (var i = 0; i < Tries && !commerce.RoundTrips.HasReachedCrashPoint; i++)
        {
            // The flow may end before the crash point, for example by a timeout of Account.
            await KillDuringAsync(flow, point, commerce, await ArrangeAsync(flow, commerce, shopper, where));
        }

        Assert.True(commerce.RoundTrips.HasReachedCrashPoint, $"{flow.Name} never reached its crash point {where}.");
        Interlocked.Increment(ref _kills);
    }

    private async Task KillDuringAsync(Flow flow, CrashPoint point, KillAnywhereVictim commerce, OrderUnderTest order)
    {
        if (flow.LastOfJob is null)
        {
            commerce.RoundTrips.Begin(runsJobs: false, point);
            await order.ApplyAsync(flow.Killed);
            await (commerce.RoundTrips.HasReachedCrashPoint ? commerce.RoundTrips.Killed : Task.CompletedTask);
            return;
        }

        await _workerLock.WaitAsync();
        try
        {
            commerce.RoundTrips.Begin(runsJobs: true, point);
            await order.ApplyAsync(flow.Killed);
            await Task.WhenAny(commerce.RoundTrips.Killed, Task.Delay(Deadline));
            await PostponeJobsAsync();
        }
        finally
        {
            _workerLock.Release();
        }
    }

    /// <summary>Restarts Commerce, waits until everything has settled, and returns the lost won.</summary>
    private async Task<long> RestartAndSettleAsync()
    {
        await using var commerce = await ServiceProcess.StartAsync(
            shop, "Commerce", KillAnywhereVictim.BesideTheGraph(shop));
        await commerce.AnswersAsync();
        var shopper = await _shopper.SignInAgainAsync();
        foreach (var (flow, _, _, order) in _runs)
        {
            (order.Commerce, order.Shopper, order.IsLostResponse) = (() => commerce.Http, shopper, _ => false);
            await ApplyUntilItSucceedsAsync(order, flow.Retries ?? []);
        }

        await ResumeJobsAsync();
        await shop.ResumeReconciliationAsync();
        var lostWon = 0L;
        foreach (var run in _runs)
        {
            var state = await FinalStateOfAsync(run);
            if (state != run.Flow.ExpectedState)
            {
                output.WriteLine($"LOST: {run.Flow.Name}, killed {run.Where}: {state}, not {run.Flow.ExpectedState}");
                lostWon += run.Order.Order.AmountWon;
            }
        }

        // Late reports that change nothing must be handled too.
        await new Invariants(shop) { IncludesReconciliation = true }.SettleAsync();
        return lostWon;
    }

    /// <summary>Waits for the expected state; returns the last state at the deadline.</summary>
    private Task<string> FinalStateOfAsync(FlowRun run) => Eventually.OrLastAsync(
        async () =>
        {
            var key = run.Order.Order.PaymentKey;
            var entries = (await shop.Sandbox.LedgerAsync())["items"]!.AsArray()
                .Where(entry => (string)entry!["paymentId"]! == key)
                .Select(entry => ((string)entry!["kind"]! == "CAPTURE" ? "+" : "-") + (long)entry!["amount"]!);
            var row = await shop.QuerySqlAsync<string>($"""
                select concat_ws(
                    ' ', p.status, p.order_status, (select stock from products where id = {run.Product.Id}))
                from payments p where key = '{key}'
                """);
            return string.Join(' ', [row, .. entries]);
        },
        state => state == run.Flow.ExpectedState,
        Deadline);

    // Postpones new jobs until their flow begins, so that a process runs only the jobs of its flow. The job of a
    // webhook is due at once, so the graph's replicas may not claim jobs.
    private Task PostponeNewJobsAsync() => shop.ExecuteSqlAsync($"""
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

    private Task PostponeJobsAsync() => shop.ExecuteSqlAsync("""
        update payment_jobs set due_at = due_at + interval '1 day'
          where due_at < clock_timestamp() + interval '1 hour'
        """);

    // Also clears the leases of killed processes, which would expire later.
    private Task ResumeJobsAsync() => shop.ExecuteSqlAsync("""
        drop function zz_postpone_jobs, zz_refuse_claims cascade;
        update payment_jobs set due_at = due_at - interval '1 day', claimed_until = null
          where due_at > clock_timestamp() + interval '1 hour'
        """);

    /// <summary>A flow during which Commerce is killed.</summary>
    /// <param name="Arrange">The actions before the flow.</param>
    /// <param name="Killed">The action of the flow, during which Commerce is killed.</param>
    /// <param name="ExpectedState">The settled state: payment, order, stock, and PortOne's entries.</param>
    /// <param name="LastOfJob">The start of the job's last statement; null if a request runs the flow.</param>
    /// <param name="Retries">The actions of a shopper who got no response.</param>
    private sealed record Flow(
        string Name, IReadOnlyList<OrderAction> Arrange, OrderAction Killed, string ExpectedState,
        string? LastOfJob = null, IReadOnlyList<OrderAction>? Retries = null);

    private sealed record FlowRun(Flow Flow, string Where, Product Product, OrderUnderTest Order);
}
