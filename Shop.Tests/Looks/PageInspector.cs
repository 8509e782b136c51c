// Opens pages one after another, checks what a shopper and a browser would notice, and collects every problem.
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Shop.Tests.Looks;

/// <summary>Inspects the pages that one browser profile visits.</summary>
internal sealed class PageInspector
{
    /// <summary>The width in pixels at which a page is opened.</summary>
    public const int Phone = 390;

    /// <summary>In place of a status: the server does not respond, and console errors about it are expected.</summary>
    public const int NoAnswer = 0;

    // The narrowest phone still sold and a desktop screen, in pixels.
    private const int NarrowPhone = 320, Desk = 1280;

    // The limit of cumulative layout shift. A larger shift moves controls while a shopper is about to click them.
    private const double MaxShift = 0.1;

    // Collects measures and policy violations that are observable only while a page loads.
    private const string Watch = """
        window.seen = { largestAt: 0, shift: 0, refused: [] };
        new PerformanceObserver((list) => list.getEntries().forEach((paint) => { seen.largestAt = paint.startTime; }))
          .observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver((list) => list.getEntries().forEach((move) => {
          seen.shift += move.hadRecentInput ? 0 : move.value;
        })).observe({ type: 'layout-shift', buffered: true });
        document.addEventListener('securitypolicyviolation', (refusal) => {
          seen.refused.push(`${refusal.effectiveDirective} ${refusal.blockedURI}`);
        });
        """;

    // Korean text that is displayed or read aloud, except in elements with their own lang attribute.
    private const string Words = """
        () => {
          const of = (element) => element.closest('[lang]') === document.documentElement;
          const texts = [document.title];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            if (of(walk.currentNode.parentElement)) {
              texts.push(walk.currentNode.data);
            }
          }
          for (const element of document.querySelectorAll('[alt], [aria-label], [placeholder], [title]')) {
            if (of(element)) {
              texts.push(...['alt', 'aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name)));
            }
          }
          return texts.filter((text) => text && /[\u3131-\uD79D]/u.test(text)).map((text) => text.trim());
        }
        """;

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
            var isExpected = _status == NoAnswer || (_status != 200 && message.Text.Contains($"status of {_status} "));
            if (message.Type == "error" && !isExpected)
            {
                AddProblem($"console: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => AddProblem($"script: {error}");
        page.RequestFailed += (_, request) =>
        {
            // The browser aborts pending requests when it leaves a page.
            if (request.Failure != "net::ERR_ABORTED" && _status != NoAnswer)
            {
                AddProblem($"request: {request.Failure} {request.Url}");
            }
        };
    }

    /// <summary>All problems found, each with its page.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>Largest contentful paint in milliseconds and cumulative layout shift of each page.</summary>
    public List<(string Page, double LargestAtMs, double Shift)> Measures { get; } = [];

    /// <summary>Texts typed by shoppers, which may be in any language.</summary>
    public List<string> Typed { get; } = [];

    private static string Folder { get; } =
        Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(Root(), "artifacts", "screenshots");

    public static async Task<PageInspector> CreateAsync(IPage page, string language)
    {
        Directory.CreateDirectory(Folder);
        await page.AddInitScriptAsync(Watch);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce, ColorScheme = ColorScheme.Light });
        return new(page, language);
    }

    /// <summary>Opens an address and inspects the page.</summary>
    public async Task InspectAsync(string name, string address, int status = 200)
    {
        (_at, _status) = (name, status);
        var answer = await _page.GotoAsync(address);
        if (answer!.Status != status)
        {
            AddProblem($"answered {answer.Status}, not {status}");
        }

        await InspectPageAsync();
    }

    /// <summary>Performs an action on the open page and inspects the result.</summary>
    public async Task InspectAfterAsync(string name, Func<Task> act, int status = 200)
    {
        (_at, _status) = (name, status);
        await act();
        await InspectPageAsync();
    }

    /// <summary>From now on the server may be unreachable, and console errors about it are expected.</summary>
    public void ExpectsNoAnswer() => _status = NoAnswer;

    // Inspects the page at all widths and colour schemes. The desktop view resizes the page without reloading it.
    private async Task InspectPageAsync()
    {
        await LoadPicturesAsync();
        await MeasureAsync();
        await CheckTextsAsync();
        await SaveScreenshotAsync("light");
        if (_language == "ko")
        {
            AddProblems(await Axe.ViolationsOnAsync(_page));
        }
        else
        {
            await CheckWidthAsync(NarrowPhone); // The markup is the same, but English words are longer.
        }

        await CheckWidthAsync(Desk);
        await SaveScreenshotAsync("light");
        if (_language == "ko")
        {
            await _page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            AddProblems((await Axe.ViolationsOnAsync(_page)).Select(found => $"dark scheme: {found}"));
            await SaveScreenshotAsync("dark");
            await _page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        }

        await CheckWidthAsync(Phone);
    }

    private async Task MeasureAsync()
    {
        var seen = await _page.EvaluateAsync<Seen>("seen");
        Measures.Add((_at, seen.LargestAt, seen.Shift));
        AddProblems(seen.Refused.Select(refused => $"refused by policy: {refused}"));
        if (seen.Shift >= MaxShift)
        {
            AddProblem(string.Create(CultureInfo.InvariantCulture, $"layout shift is {seen.Shift:0.000}"));
        }
    }

    // Loads lazy pictures at once instead of on scrolling.
    private async Task LoadPicturesAsync() => AddProblems(await _page.EvaluateAsync<string[]>("""
        async () => (await Promise.all([...document.images].map(async (image) => {
          image.loading = 'eager';
          return image.decode().then(() => null, () => `picture: ${image.src}`);
        }))).filter((problem) => problem)
        """));

    private async Task CheckTextsAsync()
    {
        var language = await _page.EvaluateAsync<string>("document.documentElement.lang");
        if (language != _language)
        {
            AddProblem($"has lang={language}");
        }

        // Status names and codes must not be shown to a shopper.
        var machineWords = await _page.EvaluateAsync<string[]>(
            "() => document.body.innerText.match(/\\b[A-Z]+_[A-Z_]+\\b/g) ?? []");
        AddProblems(machineWords.Select(word => $"machine-readable code: {word}"));

        if (_language == "en")
        {
            var korean = await _page.EvaluateAsync<string[]>(Words);
            AddProblems(korean.Where(text => !Typed.Any(text.Contains)).Select(text => $"Korean: {text}"));
        }
    }

    // The page must not scroll horizontally at this width.
    private async Task CheckWidthAsync(int width)
    {
        _width = width;
        await _page.SetViewportSizeAsync(width, 900);
        var needed = await _page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (needed > width)
        {
            AddProblem($"is {needed} pixels wide on a screen of {width}");
        }
    }

    private Task SaveScreenshotAsync(string scheme) => _page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Folder, $"{_at}-{_width}-{_language}-{scheme}.jpeg"),
        Type = ScreenshotType.Jpeg, // Takes half the time of a PNG.
        Quality = 85,
        FullPage = true,
    });

    private void AddProblems(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            AddProblem(problem);
        }
    }

    private void AddProblem(string problem) => _problems.Enqueue($"{_at} ({_width}, {_language}): {problem}");

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    private sealed class Seen
    {
        public double LargestAt { get; set; }

        public double Shift { get; set; }

        public string[] Refused { get; set; } = [];
    }
}
