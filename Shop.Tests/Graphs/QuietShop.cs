// The graph whose Commerce starts nothing by itself except reconciliation: no job worker runs. A test decides when work
// is done, by a Commerce process beside the graph, or proves what reconciliation finds alone.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Shop.Tests.Graphs;

/// <summary>A graph with two replicas of Commerce that run no jobs and reconcile without a pause.</summary>
public sealed class QuietShop() : RunningShop(builder => builder.CreateResourceBuilder<ProjectResource>("commerce")
    .WithReplicas(2)
    .WithEnvironment("Money__LookEvery", "1.00:00:00")
    .WithEnvironment("Comparison__Every", "00:00:00.4")
    .WithEnvironment("Comparison__Overlap", "00:00:00.5")
    .WithEnvironment("Comparison__ClaimFor", "00:00:00.001") // Lapses at once, so both replicas reconcile together.
    .WithEnvironment("Comparison__StaleAfter", StaleAfter.ToString())
    .WithEnvironment("Comparison__Grace", Grace.ToString()))
{
    public const string Name = "quiet shop";

    /// <summary>How old a difference must be to count as a discrepancy.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>How long ago the last reconciliation must be to count as stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);
}

[CollectionDefinition(QuietShop.Name)]
[TestClassOrderer(typeof(ClassOrder))]
public sealed class QuietShopCollection : ICollectionFixture<QuietShop>;
