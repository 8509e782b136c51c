using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Shop.Tests.Looks;

/// <summary>Checks the accessibility of a page with axe-core, which is included in the package.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Options = new()
    {
        ResultTypes = [ResultType.Violations],
        Rules = new() { ["target-size"] = new() { Enabled = true } }, // Off by default in axe-core.
    };

    /// <summary>Every element that violates a rule, with the rule and its reasons.</summary>
    public static async Task<IEnumerable<string>> ViolationsOnAsync(IPage page) =>
        from rule in (await page.RunAxe(Options)).Violations
        from element in rule.Nodes
        let reasons = element.Any.Concat(element.All).Concat(element.None).Select(check => check.Message)
        select $"{rule.Id}: {element.Target}: {string.Join("; ", reasons)}";
}
