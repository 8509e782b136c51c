// axe-core, which knows the rules of accessible pages better than we do. It is put into a page from outside, so the
// page's own policy has nothing to say about it.
using Microsoft.Playwright;
using Shop.Tests.Sandbox;

namespace Shop.Tests.Looks;

/// <summary>Finds what keeps somebody from using a page.</summary>
internal static class Axe
{
    private static readonly Lazy<Task<string>> Script = new(async () => await File.ReadAllTextAsync(
        Path.Combine(await RealClients.FolderAsync(), "node_modules", "axe-core", "axe.min.js")));

    /// <summary>Puts axe into the page that is open.</summary>
    public static async Task EntersAsync(IPage page) => await page.EvaluateAsync(await Script.Value);

    /// <summary>Every rule, on the page that axe has entered.</summary>
    public static Task<string[]> FindsAsync(IPage page) =>
        RunAsync(page, "{ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }");

    /// <summary>Whether all words stand out from what is behind them.</summary>
    public static Task<string[]> FindsFaintWordsAsync(IPage page) =>
        RunAsync(page, "{ resultTypes: ['violations'], runOnly: ['color-contrast'] }");

    private static Task<string[]> RunAsync(IPage page, string options) => page.EvaluateAsync<string[]>($$"""
        async () => (await axe.run(document, {{options}})).violations.flatMap((rule) => rule.nodes.map(
            (node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`))
        """);
}
