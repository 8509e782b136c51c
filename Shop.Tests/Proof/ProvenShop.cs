// The graph of the proofs that control the timing: background work runs often, but only on jobs that a proof has made
// due. Otherwise the shop is configured as in production.
using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Shop.Tests.Proof;

/// <summary>A graph and a pool of shoppers.</summary>
public sealed class ProvenShop() : RunningShop(ApplyFastSettings)
{
    public const string Name = "the proven shop";

    /// <summary>Short timeouts and frequent reconciliation, for Commerce in the graph and beside it.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> ShortTimeouts =
    [
        ("Money__ShopperTimeout", "00:00:03"),
        ("Money__WorkerTimeout", "00:00:03"),
        ("Money__RefundTimeout", "00:00:03"),
        ("Reconciliation__Interval", "00:00:00.5"),
        ("Reconciliation__Overlap", "00:00:05"),
        ("Reconciliation__Grace", "00:00:02"),
        ("Reconciliation__ClaimDuration", "00:00:05"),
        ("Reconciliation__Timeout", "00:00:03"),
    ];

    /// <summary>Short intervals of Commerce's jobs.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> ShortIntervals =
    [
        ("Money__PollInterval", "00:00:00.05"),
        ("Money__ReconcilePollInterval", "00:00:00.05"),
        ("Money__InitialRetryDelay", "00:00:00.2"),
        ("Money__MaxUnavailableDelay", "00:00:01"),
        ("Money__MaxReconcileDelay", "00:00:01"),
        ("Money__MaxRejectedDelay", "00:00:01"),
    ];

    // Shorter than the 15 minutes of an access token.
    private static readonly TimeSpan PoolLifetime = TimeSpan.FromMinutes(8);
    private const int PoolSize = 12;

    private readonly Stopwatch _age = new();
    private IReadOnlyList<Shopper> _pool = [];

    /// <summary>Returns shoppers whose access tokens are valid for at least seven more minutes.</summary>
    public async Task<IReadOnlyList<Shopper>> ShoppersAsync()
    {
        if (_pool.Count == 0 || _age.Elapsed > PoolLifetime)
        {
            _age.Restart();
            _pool = await Task.WhenAll(Enumerable.Range(0, PoolSize).Select(_ => NewShopperAsync()));
        }

        return _pool;
    }

    private static void ApplyFastSettings(IDistributedApplicationTestingBuilder builder)
    {
        var commerce = builder.CreateResourceBuilder<ProjectResource>("commerce");
        foreach (var (name, value) in ShortIntervals.Concat(ShortTimeouts))
        {
            commerce.WithEnvironment(name, value);
        }
    }
}

/// <summary>The collection of the proofs that control the timing.</summary>
[CollectionDefinition(ProvenShop.Name)]
public sealed class ProvenShopCollection : ICollectionFixture<ProvenShop>;
