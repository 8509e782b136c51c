// The graph of the proofs that choose the moment of everything: what the shop does by itself happens often, but only to
// what a proof has made due. Nothing else is different from the shop that is deployed.
using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Shop.Tests.Proof;

/// <summary>A graph and a pool of shoppers.</summary>
public sealed class ProvenShop() : RunningShop(SetHasty)
{
    public const string Name = "the proven shop";

    /// <summary>How Commerce is set here, in the graph and beside it.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Hasty =
    [
        ("Money__LookEvery", "00:00:00.05"),
        ("Money__AgainAfter", "00:00:00.2"),
        ("Money__AwayAtLeastEvery", "00:00:01"),
        ("Money__RefusedAtLeastEvery", "00:00:01"),
        ("Money__ShopperTimeout", "00:00:03"),
        ("Money__WorkerTimeout", "00:00:03"),
        ("Money__RefundTimeout", "00:00:03"),
        ("Comparison__Every", "00:00:00.5"),
        ("Comparison__Overlap", "00:00:05"),
        ("Comparison__Grace", "00:00:02"),
        ("Comparison__ClaimFor", "00:00:05"),
        ("Comparison__Timeout", "00:00:03"),
    ];

    // A shopper's access token lives for 15 minutes; the pool is younger.
    private static readonly TimeSpan PoolLives = TimeSpan.FromMinutes(8);
    private const int PoolSize = 12;

    private readonly Stopwatch _age = new();
    private IReadOnlyList<Shopper> _pool = [];

    /// <summary>Shoppers who are signed in for a while yet.</summary>
    public async Task<IReadOnlyList<Shopper>> ShoppersAsync()
    {
        if (_pool.Count == 0 || _age.Elapsed > PoolLives)
        {
            _age.Restart();
            _pool = await Task.WhenAll(Enumerable.Range(0, PoolSize).Select(_ => NewShopperAsync()));
        }

        return _pool;
    }

    private static void SetHasty(IDistributedApplicationTestingBuilder builder)
    {
        var commerce = builder.CreateResourceBuilder<ProjectResource>("commerce");
        foreach (var (name, value) in Hasty)
        {
            commerce.WithEnvironment(name, value);
        }
    }
}

/// <summary>The collection of the proofs that choose the moment of everything.</summary>
[CollectionDefinition(ProvenShop.Name)]
public sealed class ProofsInTurn : ICollectionFixture<ProvenShop>;
