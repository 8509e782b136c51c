// Runs random histories against the real shop, each generated from a seed. By default it runs the first seeds for 25 s;
// PROOF_MINUTES=n runs random seeds for n minutes; PROOF_SEED=s repeats one history.
using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Shop.Tests.Proof;

[Collection(ProvenShop.Name)]
public sealed class RandomHistoryTests(ProvenShop proven, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan ForCi = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan ToShrink = TimeSpan.FromMinutes(3);

    private readonly SandboxControl _sandbox = proven.Sandbox;
    private readonly KillableCommerce _replica = new(proven);
    private readonly Stopwatch _sinceFailure = new();
    private int _histories;
    private int _steps;

    public async ValueTask InitializeAsync() => await _replica.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _sandbox.SetFaultsAsync(new { });
        await _replica.DisposeAsync();
    }

    [Fact]
    public async Task Random_histories_end_as_the_model_says()
    {
        var minutes = Environment.GetEnvironmentVariable("PROOF_MINUTES");
        var again = Environment.GetEnvironmentVariable("PROOF_SEED");
        var time = minutes is null ? ForCi : TimeSpan.FromMinutes(int.Parse(minutes, CultureInfo.InvariantCulture));
        var seed = again is not null ? ulong.Parse(again, CultureInfo.InvariantCulture)
            : minutes is not null ? (ulong)Random.Shared.NextInt64()
            : 1;

        var watch = Stopwatch.StartNew();
        do
        {
            var failure = await Record.ExceptionAsync(() => Task.Run(() => Run(seed)));
            Assert.True(failure is null, $"Repeat this history with PROOF_SEED={seed}. {failure?.Message}");
            seed++;
        }
        while (again is null && watch.Elapsed < time);

        var counted = $"Random histories: {_histories} histories of {_steps} steps, {_replica.Kills} kills, "
            + $"0 violations, the last seed {seed - 1}, {watch.Elapsed.TotalSeconds:0} s";
        output.WriteLine(counted);
        Console.WriteLine(counted);
    }

    private void Run(ulong seed)
    {
        const ulong Gamma = 1;
        const int Size = 24;
        Check.One(
            Config.QuickThrowOnFailure.WithQuietOnSuccess(true)
                .WithMaxTest(1).WithReplay(seed, Gamma).WithStartSize(Size).WithEndSize(Size),
            Prop.ForAll(History.Any, history => RunAsync(history).GetAwaiter().GetResult()));
    }

    private async Task RunAsync(History history)
    {
        if (_sinceFailure.Elapsed > ToShrink)
        {
            return; // Shrunk long enough.
        }

        (_histories, _steps) = (_histories + 1, _steps + history.Steps.Count);
        var shoppers = await proven.ShoppersAsync();
        var product = await proven.NewProductAsync(stock: History.Orders);
        try
        {
            await new HistoryRun(proven, _sandbox, _replica, shoppers, product).RunAsync(history);
        }
        catch (Exception)
        {
            _sinceFailure.Start();
            await _sandbox.SetFaultsAsync(new { }); // The next history starts without faults.
            throw;
        }
    }
}
