using Shop.Tests.Proof;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Shop.Tests.Graphs.LongestFirst))]

namespace Shop.Tests.Graphs;

/// <summary>
/// Starts the longest collections first. Two collections run in parallel (xunit.runner.json), each with at most one
/// graph. A long collection that starts last would run alone at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        RunningShop.Shared, RunningShop.SharedToo, ProvenShop.Name, QuietShop.Name, ChaosShop.Name, ReplicatedShop.Name,
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection =>
            Array.IndexOf(Long, collection.TestCollectionDisplayName) is >= 0 and var place ? place : Long.Length)];
}
