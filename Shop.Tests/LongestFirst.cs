using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestCollectionOrderer("Shop.Tests.LongestFirst", "Shop.Tests")]

namespace Shop.Tests;

/// <summary>
/// Collections run beside each other. The longest ones begin first, so that the others run meanwhile and none of the
/// long ones is waited for alone at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        [RunningShop.Shared, RunningShop.SharedToo, nameof(Proof.KillAnywhere), Proof.ProvenShop.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection =>
            Array.FindIndex(Long, name => collection.DisplayName.Contains(name, StringComparison.Ordinal)) is
                >= 0 and var place
                ? place
                : Long.Length);
}
