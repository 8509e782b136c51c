using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Shop.Tests.LongestFirst))]

namespace Shop.Tests;

/// <summary>
/// Collections run beside each other. The longest ones begin first, so that the others run meanwhile and none of the
/// long ones is waited for alone at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        [RunningShop.Shared, RunningShop.SharedToo, nameof(Proof.KillAnywhere), Proof.ProvenShop.Name];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection =>
            Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal))
                is >= 0 and var place
                ? place
                : Long.Length)];
}
