// The two graphs with the settings of RunningShop that most tests share. Two, because two collections run in parallel.
namespace Shop.Tests.Graphs;

/// <summary>The tests that share the first graph.</summary>
[CollectionDefinition(RunningShop.Shared)]
public sealed class SharedShop : ICollectionFixture<RunningShop>, ICollectionFixture<Browser>;

/// <summary>The tests that share the second graph.</summary>
[CollectionDefinition(RunningShop.SharedToo)]
public sealed class OtherSharedShop : ICollectionFixture<RunningShop>, ICollectionFixture<Browser>;
