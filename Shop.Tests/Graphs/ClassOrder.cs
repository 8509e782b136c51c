using Shop.Tests.Accounts;
using Shop.Tests.Payments;
using Shop.Tests.Proof;
using Xunit.Sdk;
using Xunit.v3;

namespace Shop.Tests.Graphs;

/// <summary>
/// The order of the classes that share a graph, where it matters. A proof that judges everything in a database runs
/// before the tests whose rows it would judge too. The rotation of signing keys runs last: Commerce refuses the new key
/// until it reads Account's key set again.
/// </summary>
public sealed class ClassOrder : ITestClassOrderer
{
    private static readonly string?[] First =
        [typeof(VerifyingTheLedger).FullName, typeof(KillAnywhere).FullName, typeof(UnderLoad).FullName];

    private static readonly string?[] Last = [typeof(RotatingKeysInReplicas).FullName];

    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : ITestClass =>
        [.. testClasses
            .OrderBy(testClass => Last.Contains(testClass?.TestClassName))
            .ThenBy(testClass =>
                Array.IndexOf(First, testClass?.TestClassName) is >= 0 and var place ? place : First.Length)];
}
