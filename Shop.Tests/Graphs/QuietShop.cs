// The graph whose Commerce runs no job worker, only reconciliation. A test starts a Commerce process beside the graph
// to run jobs at a chosen moment, or tests what reconciliation finds without them.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Shop.Tests.Graphs;

/// <summary>A graph with two replicas of Commerce that run no jobs and reconcile without a pause.</summary>
public sealed class QuietShop() : RunningShop(builder => builder.CreateResourceBuilder<ProjectResource>("commerce")
    .WithReplicas(2)
    .WithEnvironment("Money__PollInterval", "1.00:00:00")
    .WithEnvironment("Reconciliation__Interval", "00:00:00.4")
    .WithEnvironment("Reconciliation__Overlap", "00:00:00.5")
    .WithEnvironment("Reconciliation__ClaimDuration", "00:00:00.001") // Expires at once: both replicas reconcile.
    .WithEnvironment("Reconciliation__StaleAfter", StaleAfter.ToString())
    .WithEnvironment("Reconciliation__Grace", Grace.ToString()))
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "quiet shop";

    /// <summary>The age at which a difference counts as a discrepancy.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>The age at which the last reconciliation counts as stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(5);
}

[CollectionDefinition(QuietShop.Name)]
[TestClassOrderer(typeof(ClassOrder))]
public sealed class QuietShopCollection : ICollectionFixture<QuietShop>;
