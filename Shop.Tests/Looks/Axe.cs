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

    /// <summary>What breaks a rule on the page that axe has entered.</summary>
    public static Task<string[]> FindsAsync(IPage page) => page.EvaluateAsync<string[]>("""
        async () => {
          const rules = { 'target-size': { enabled: true } };
          const { violations } = await axe.run(document, { resultTypes: ['violations'], rules });
          return violations.flatMap((rule) => rule.nodes.map(
            (node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`));
        }
        """);
}
