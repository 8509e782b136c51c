// Opens pages one after another, checks what a shopper and a browser would notice, and collects every problem.
using System.Collections.Concurrent;
using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Shop.Tests.Looks;

/// <summary>Inspects the pages that one browser profile visits.</summary>
internal sealed class PageInspector
{
    /// <summary>The width in pixels at which a page is opened.</summary>
    public const int Phone = 390;

    /// <summary>In place of a status: the server does not respond, and console errors about it are expected.</summary>
    public const int NoResponse = 0;

    /// <summary>The script that answers questions about an open page.</summary>
    public static readonly string Script =
        Path.Combine(BuiltPrograms.Repository, "Shop.Tests", "Looks", "inspection.js");

    // The narrowest phone still sold and a desktop screen, in pixels.
    private const int NarrowPhone = 320, Desk = 1280;

    // The limit of cumulative layout shift. A larger shift moves controls while a shopper is about to click them.
    private const double MaxShift = 0.1;

    private static readonly string Folder = Environment.GetEnvironmentVariable("SCREENSHOTS")
        ?? Path.Combine(BuiltPrograms.Repository, "artifacts", "screenshots");

    private static readonly AxeRunOptions AxeOptions = new()
    {
        ResultTypes = [ResultType.Violations],
        Rules = new() { ["target-size"] = new() { Enabled = true } }, // Off by default in axe-core.
    };

    private readonly IPage _page;
    private readonly string _language;
    private readonly ConcurrentQueue<string> _problems = new();
    private string _at = "";
    private int _status = 200;
    private int _width = Phone;

    private PageInspector(IPage page, string language)
    {
        (_page, _language) = (page, language);
        page.Console += (_, message) =>
        {
            // The browser logs an expected error status as a console error.
            var isExpected = _status == NoResponse
                || (_status != 200 && message.Text.Contains($"status of {_status} "));
            AddProblemIf(message.Type == "error" && !isExpected, $"console: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => AddProblemIf(true, $"script: {error}");

        // The browser aborts pending requests when it leaves a page.
        page.RequestFailed += (_, request) => AddProblemIf(
            request.Failure != "net::ERR_ABORTED" && _status != NoResponse,
            $"request: {request.Failure} {request.Url}");
    }

    /// <summary>All problems found, each with its page.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>The number of inspected pages.</summary>
    public int Inspections { get; private set; }

    /// <summary>Texts typed by shoppers, which may be in any language.</summary>
    public List<string> Typed { get; } = [];

    public static async Task<PageInspector> CreateAsync(IPage page, string language)
    {
        Directory.CreateDirectory(Folder);
        await page.AddInitScriptAsync(scriptPath: Script);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce, ColorScheme = ColorScheme.Light });
        return new(page, language);
    }

    /// <summary>Opens an address and inspects the page.</summary>
    public Task InspectAsync(string name, string address, int status = 200) => InspectAfterAsync(
        name,
        async () =>
        {
            var answer = await _page.GotoAsync(address);
            AddProblemIf(answer!.Status != status, $"answered {answer.Status}, not {status}");
        },
        status);

    /// <summary>Opens addresses one after another and inspects each page.</summary>
    public async Task InspectAllAsync(params (string Name, string Address)[] pages)
    {
        foreach (var (name, address) in pages)
        {
            await InspectAsync(name, address);
        }
    }

    /// <summary>Performs an action and inspects the page at all widths and colour schemes.</summary>
    public async Task InspectAfterAsync(string name, Func<Task> act, int status = 200)
    {
        (_at, _status) = (name, status);
        await act();
        await CheckLoadingAsync();
        await CheckTextsAsync();
        await SaveScreenshotAsync("light");
        if (_language == "ko")
        {
            AddProblems("accessibility", await FindViolationsAsync());
        }
        else
        {
            await CheckWidthAsync(NarrowPhone); // The markup is the same, but English words are longer.
        }

        await CheckWidthAsync(Desk); // The desktop view resizes the page without reloading it.
        await SaveScreenshotAsync("light");
        if (_language == "ko")
        {
            await _page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            AddProblems("dark scheme", await FindViolationsAsync());
            await SaveScreenshotAsync("dark");
            await _page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        }

        await CheckWidthAsync(Phone);
    }

    /// <summary>From now on the server may be unreachable, and console errors about it are expected.</summary>
    public void ExpectsNoResponse() => _status = NoResponse;

    private async Task CheckLoadingAsync()
    {
        Inspections++;
        AddProblems("picture", await _page.EvaluateAsync<string[]>("inspection.brokenPictures()"));
        AddProblems("refused by policy", await _page.EvaluateAsync<string[]>("inspection.refused"));
        var shift = await _page.EvaluateAsync<double>("inspection.shift");
        AddProblemIf(shift >= MaxShift, string.Create(CultureInfo.InvariantCulture, $"layout shift is {shift:0.000}"));
    }

    private async Task CheckTextsAsync()
    {
        var language = await _page.EvaluateAsync<string>("document.documentElement.lang");
        AddProblemIf(language != _language, $"has lang={language}");
        AddProblems("machine-readable code", await _page.EvaluateAsync<string[]>("inspection.machineWords()"));
        if (_language == "en")
        {
            var korean = await _page.EvaluateAsync<string[]>("inspection.koreanTexts()");
            AddProblems("Korean", korean.Where(text => !Typed.Any(text.Contains)));
        }
    }

    // Every element that violates a rule of axe-core, with the rule and its reasons.
    private async Task<IEnumerable<string>> FindViolationsAsync() =>
        from rule in (await _page.RunAxe(AxeOptions)).Violations
        from element in rule.Nodes
        let reasons = element.Any.Concat(element.All).Concat(element.None).Select(check => check.Message)
        select $"{rule.Id}: {element.Target}: {string.Join("; ", reasons)}";

    // The page must not scroll horizontally at this width.
    private async Task CheckWidthAsync(int width)
    {
        _width = width;
        await _page.SetViewportSizeAsync(width, 900);
        var needed = await _page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        AddProblemIf(needed > width, $"is {needed} pixels wide on a screen of {width}");
    }

    private Task SaveScreenshotAsync(string scheme) => _page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Folder, $"{_at}-{_width}-{_language}-{scheme}.jpeg"),
        Type = ScreenshotType.Jpeg, // Takes half the time of a PNG.
        Quality = 85,
        FullPage = true,
    });

    private void AddProblems(string kind, IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            AddProblemIf(true, $"{kind}: {problem}");
        }
    }

    private void AddProblemIf(bool isWrong, string problem)
    {
        if (isWrong)
        {
            _problems.Enqueue($"{_at} ({_width}, {_language}): {problem}");
        }
    }
}
