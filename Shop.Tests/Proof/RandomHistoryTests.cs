// Runs random histories against the real shop, each generated from a seed. By default it runs the first seeds for 25 s;
// PROOF_MINUTES=n runs random seeds for n minutes; PROOF_SEED=s repeats one history. A failing history is shrunk until
// no step can be removed.
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Shop.Tests.Proof;

[Collection(ProvenShop.Name)]
public sealed class RandomHistoryTests(ProvenShop proven, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Orders = 6;
    private const int Length = 30;
    private static readonly TimeSpan ForCi = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan ToShrink = TimeSpan.FromMinutes(3);
    private static readonly IReadOnlyList<OrderAction> Actions =
        [.. Enum.GetValues<OrderAction>().Except([OrderAction.Order, OrderAction.RepeatedWebhook])];

    private readonly SandboxControl _sandbox = proven.Sandbox;
    private readonly KillableCommerce _commerce = new(proven);
    private readonly Stopwatch _sinceFailure = new();
    private int _histories;
    private int _steps;

    public async ValueTask InitializeAsync() => await _commerce.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _sandbox.SetFaultsAsync(new { });
        await _commerce.DisposeAsync();
    }

    [Fact]
    public async Task Random_histories_end_as_the_model_says()
    {
        var minutes = Environment.GetEnvironmentVariable("PROOF_MINUTES");
        var repeated = Environment.GetEnvironmentVariable("PROOF_SEED");
        var time = minutes is null ? ForCi : TimeSpan.FromMinutes(int.Parse(minutes, CultureInfo.InvariantCulture));
        var seed = repeated is not null ? ulong.Parse(repeated, CultureInfo.InvariantCulture)
            : minutes is not null ? (ulong)Random.Shared.NextInt64()
            : 1;

        var watch = Stopwatch.StartNew();
        do
        {
            var failure = await Record.ExceptionAsync(() => Task.Run(() => Run(seed)));
            Assert.True(failure is null, $"Repeat this history with PROOF_SEED={seed}. {failure?.Message}");
            seed++;
        }
        while (repeated is null && watch.Elapsed < time);

        var counted = $"Random histories: {_histories} histories of {_steps} steps, {_commerce.Kills} kills, "
            + $"0 violations, the last seed {seed - 1}, {watch.Elapsed.TotalSeconds:0} s";
        output.WriteLine(counted);
        Console.WriteLine(counted);
    }

    private void Run(ulong seed)
    {
        const ulong Gamma = 1;
        const int Size = 24;
        var histories = Arb.From(OneStep().ListOf(Length).Select(steps => new History(steps)), Shrink);
        Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true)
                .WithMaxTest(1).WithReplay(seed, Gamma).WithStartSize(Size).WithEndSize(Size),
            Prop.ForAll(histories, history => RunAsync(history).GetAwaiter().GetResult()));
    }

    private static Gen<Step> OneStep()
    {
        var atOnce = Gen.Elements(true, true, true, false);
        // Actions that advance an order are more frequent.
        var action = Gen.Frequency(
            (5, Gen.Constant(OrderAction.Pay)), (4, Gen.Constant(OrderAction.Return)),
            (2, Gen.Constant(OrderAction.ShopperCancels)), (8, Gen.Elements(Actions.ToArray())));
        return Gen.Frequency(
            (40, Gen.Choose(0, Orders - 1).SelectMany(order => action.SelectMany(what =>
                atOnce.Select(Step (isAtOnce) => new Step.Action(order, what, isAtOnce))))),
            (5, Gen.Elements(Faults.OfPortOne.ToArray())
                .Select(Step (fault) => new Step.Injection(fault, AtOnce: false))),
            (2, Gen.Constant<Step>(new Step.Injection(Faults.KillOfCommerce, AtOnce: true))));
    }

    private static IEnumerable<History> Shrink(History history)
    {
        for (var size = history.Steps.Count / 2; size > 0; size /= 2)
        {
            for (var from = 0; from < history.Steps.Count; from += size)
            {
                yield return new([.. history.Steps.Take(from), .. history.Steps.Skip(from + size)]);
            }
        }
    }

    private async Task RunAsync(History history)
    {
        if (_sinceFailure.Elapsed > ToShrink)
        {
            return; // Shrunk long enough.
        }

        (_histories, _steps) = (_histories + 1, _steps + history.Steps.Count);
        var product = await proven.NewProductAsync(stock: Orders);
        var request = new OrderRequest(Shopper.Home, [new(product.Id, 1)]);
        var orders = await Task.WhenAll((await proven.ShoppersAsync()).Take(Orders).Select(async shopper =>
            new OrderUnderTest(proven, _sandbox, shopper, request)
            {
                Order = await shopper.OrderAsync(request),
                Commerce = () => _commerce.Http,
                WaitsForWorkers = false,
                IsLostResponse = lost =>
                    _commerce.IsDown && lost is (HttpRequestException or IOException or TaskCanceledException),
            }));
        try
        {
            await history.PlayAsync(new(_sandbox, orders, _commerce));
            await _sandbox.SetFaultsAsync(new { });
            var invariants = new Invariants(proven) { IncludesReconciliation = true };
            await invariants.SettleAsync(
                [.. orders.Select(order => order.Order.PaymentKey)],
                meanwhile: () => Task.WhenAll(orders.Select(EndRequestedCancellationsAsync)));
            Assert.Empty(await Model.DifferencesAsync(proven, orders, await invariants.ProviderEntriesAsync()));
        }
        catch (Exception)
        {
            _sinceFailure.Start();
            await _sandbox.SetFaultsAsync(new { }); // The next history starts without faults.
            throw;
        }
    }

    private async Task EndRequestedCancellationsAsync(OrderUnderTest order)
    {
        var key = order.Order.PaymentKey;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/{key}"); // 404 before an attempt.
        request.Headers.Authorization = new("PortOne", "sandbox-api-secret");
        using var response = await _sandbox.Http.SendAsync(request);
        var payment = await response.Content.ReadFromJsonAsync<JsonNode>();
        foreach (var requested in (payment!["cancellations"]?.AsArray() ?? []).Where(cancellation =>
            (string?)cancellation!["status"] == "REQUESTED"))
        {
            var succeeds = key[0] % 2 == 0; // Random, because the key is a random hexadecimal number.
            await _sandbox.EndCancellationAsync(key, (string)requested!["id"]!, succeeds);
        }
    }
}
