// The graph whose services and databases tests kill, stop and restart. Its tests run one after another, and each
// restores what it broke.
namespace Shop.Tests.Graphs;

/// <summary>A graph with the default settings.</summary>
public sealed class ChaosShop : RunningShop
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "chaos shop";
}

[CollectionDefinition(ChaosShop.Name)]
[TestClassOrderer(typeof(ClassOrder))]
public sealed class ChaosShopCollection : ICollectionFixture<ChaosShop>, ICollectionFixture<Browser>;
