// A second Commerce beside the graph's own, on the same database, that can be killed: SIGKILL, so that nothing of it is
// finished or put in order.
using Aspire.Hosting.Testing;
using Shop.Tests.Starting;

namespace Shop.Tests.Proof;

/// <summary>A replica of Commerce that dies and comes back.</summary>
public sealed class MortalCommerce(RunningShop shop) : IAsyncDisposable
{
    private ServiceProcess? _process;

    /// <summary>Its door, at which nobody may be.</summary>
    public HttpClient Door => _process!.Http;

    public int Deaths { get; private set; }

    /// <summary>True from its death until it is back.</summary>
    public bool IsDead { get; private set; }

    public async Task StartAsync()
    {
        _process = await ServiceProcess.StartAsync(shop, "Commerce", [
            .. ProvenShop.Hasty,
            ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"),
            ("services__account__http__0", $"{shop.App.GetEndpoint("account", "http")}"),
            ("services__account__rpc__0", $"{shop.App.GetEndpoint("account", "rpc")}"),
        ]);
        await _process.AnswersAsync();
        IsDead = false;
    }

    /// <summary>It dies, and what it was at is up to whoever comes next, at once.</summary>
    public async Task DieAsync()
    {
        (Deaths, IsDead) = (Deaths + 1, true);
        await DisposeAsync();
        await shop.CommerceAsync("""
            update payment_tasks set claimed_until = null where claimed_until is not null;
            update webhooks set claimed_until = null where claimed_until is not null;
            update comparison_rounds set claimed_until = null
            """);
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
