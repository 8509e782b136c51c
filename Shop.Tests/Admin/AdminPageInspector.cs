using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Shop.Tests.Admin;

/// <summary>Inspects pages of the back office at two widths and collects every problem.</summary>
internal sealed class AdminPageInspector
{
    private const int Desk = 1280, Phone = 390;

    private static readonly string Folder = Environment.GetEnvironmentVariable("SCREENSHOTS")
        ?? Path.Combine(BuiltPrograms.Repository, "artifacts", "screenshots");

    private static readonly AxeRunOptions AxeOptions = new()
    {
        ResultTypes = [ResultType.Violations],
        Rules = new() { ["target-size"] = new() { Enabled = true } }, // Off by default in axe-core.
    };

    private readonly List<string> _problems = [];

    /// <summary>Stores a screenshot per width; notes what axe finds and whether the page scrolls sideways.</summary>
    public async Task InspectAsync(IPage page, string name)
    {
        foreach (var width in new[] { Desk, Phone })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().map(each => each.finished))");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-{width}.png"), FullPage = true });
            _problems.AddRange((await page.RunAxe(AxeOptions)).Violations.Select(violation =>
                $"{name} at {width}: {violation.Id}: "
                + string.Join(", ", violation.Nodes.Select(node => node.Html))));
            if (!await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"))
            {
                _problems.Add($"{name} at {width} scrolls sideways");
            }
        }

        await page.SetViewportSizeAsync(Desk, 900);
    }

    public void AssertNoProblems() => Assert.True(_problems.Count == 0, string.Join('\n', _problems));
}
