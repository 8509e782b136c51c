using Shop.Tests.Accounts;
using Shop.Tests.Payments;
using Shop.Tests.Proof;
using Xunit.Sdk;
using Xunit.v3;

namespace Shop.Tests.Graphs;

/// <summary>
/// Orders the classes that share a graph. A test that checks every row of a database runs before the tests that add
/// rows. The rotation of signing keys runs last, because Commerce refuses the new key until it reads Account's keys
/// again.
/// </summary>
public sealed class ClassOrder : ITestClassOrderer
{
    private static readonly string?[] First =
        [typeof(VerifyLedgerTests).FullName, typeof(KillAnywhereTests).FullName, typeof(LoadTests).FullName];

    private static readonly string?[] Last = [typeof(SigningKeyRotationTests).FullName];

    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : ITestClass =>
        [.. testClasses
            .OrderBy(testClass => Last.Contains(testClass?.TestClassName))
            .ThenBy(testClass =>
                Array.IndexOf(First, testClass?.TestClassName) is >= 0 and var position ? position : First.Length)];
}
