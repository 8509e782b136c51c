// A second Commerce process on the graph's database, which is killed by SIGKILL, so that it cannot finish or clean up
// anything.
using Aspire.Hosting.Testing;
using Shop.Tests.Starting;

namespace Shop.Tests.Proof;

/// <summary>A replica of Commerce that can be killed and restarted.</summary>
public sealed class KillableCommerce(RunningShop shop) : IAsyncDisposable
{
    private ServiceProcess? _process;

    /// <summary>A client of the replica, which may not be running.</summary>
    public HttpClient Http => _process!.Http;

    public int Kills { get; private set; }

    /// <summary>True from a kill until the restart has completed.</summary>
    public bool IsDown { get; private set; }

    public async Task StartAsync()
    {
        await ClearClaimsAsync(); // Again: PostgreSQL may have executed a claim that was sent just before the kill.
        _process = await ServiceProcess.StartAsync(shop, "Commerce", [
            .. ProvenShop.FastSettings,
            ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"),
            ("services__account__http__0", $"{shop.App.GetEndpoint("account", "http")}"),
            ("services__account__rpc__0", $"{shop.App.GetEndpoint("account", "rpc")}"),
        ]);
        await _process.AnswersAsync();
        IsDown = false;
    }

    /// <summary>Kills the replica and clears all leases, so that its jobs can be processed at once.</summary>
    public async Task KillAsync()
    {
        (Kills, IsDown) = (Kills + 1, true);
        await DisposeAsync();
        await ClearClaimsAsync();
    }

    private Task<int> ClearClaimsAsync() => shop.CommerceAsync("""
        update payment_jobs set claimed_until = null where claimed_until is not null;
        update reconciliations set claimed_until = null
        """);

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
