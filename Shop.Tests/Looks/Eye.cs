// Looks at one page after the other as a shopper's eye and browser would, and remembers everything that is wrong.
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Shop.Tests.Looks;

/// <summary>One profile's walk through the shop.</summary>
internal sealed class Eye
{
    /// <summary>The width at which a page is opened.</summary>
    public const int Phone = 390;

    /// <summary>In place of a status: nobody answers, and the browser says so.</summary>
    public const int NoAnswer = 0;

    // The narrowest phone that is still sold, and a screen on a desk.
    private const int NarrowPhone = 320, Desk = 1280;

    // More than this moves what somebody is about to press.
    private const double MostShift = 0.1;

    // Collects from the first moment of each page what can only be seen while it loads.
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

    // What is read or heard, but for what stands there in a language of its own on purpose.
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
    private readonly ConcurrentQueue<string> _wrong = new();
    private string _at = "";
    private int _status = 200;
    private int _width = Phone;

    private Eye(IPage page, string language)
    {
        (_page, _language) = (page, language);
        page.Console += (_, message) =>
        {
            // That a page is not there, which it should not be, is no mistake of the page.
            var isExpected = _status == NoAnswer || (_status != 200 && message.Text.Contains($"status of {_status} "));
            if (message.Type == "error" && !isExpected)
            {
                Notes($"console: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => Notes($"script: {error}");
        page.RequestFailed += (_, request) =>
        {
            // What a page that was left no longer waits for has not failed.
            if (request.Failure != "net::ERR_ABORTED" && _status != NoAnswer)
            {
                Notes($"request: {request.Failure} {request.Url}");
            }
        };
    }

    /// <summary>Everything that is wrong, by page.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>How long each page took until its largest part was there, and how far its parts jumped.</summary>
    public List<(string Page, double LargestAtMs, double Shift)> Measures { get; } = [];

    /// <summary>What a shopper typed, in whatever language it is.</summary>
    public List<string> Typed { get; } = [];

    private static string Folder { get; } =
        Environment.GetEnvironmentVariable("SCREENSHOTS") ?? Path.Combine(Root(), "artifacts", "screenshots");

    public static async Task<Eye> OpensAsync(IPage page, string language)
    {
        Directory.CreateDirectory(Folder);
        await page.AddInitScriptAsync(Watch);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce, ColorScheme = ColorScheme.Light });
        return new(page, language);
    }

    /// <summary>Opens an address and looks.</summary>
    public async Task SeesAsync(string name, string address, int status = 200)
    {
        (_at, _status) = (name, status);
        var answer = await _page.GotoAsync(address);
        if (answer!.Status != status)
        {
            Notes($"answered {answer.Status}, not {status}");
        }

        await LooksAsync();
    }

    /// <summary>Does something on the page that is open, and looks at what it leads to.</summary>
    public async Task SeesAfterAsync(string name, Func<Task> act, int status = 200)
    {
        (_at, _status) = (name, status);
        await act();
        await LooksAsync();
    }

    /// <summary>From now on nobody may answer, and the browser may say so.</summary>
    public void ExpectsNoAnswer() => _status = NoAnswer;

    // Once and from all sides. A page that was opened on a phone is not opened again for a desk: it is only wider.
    private async Task LooksAsync()
    {
        await SeesEveryPictureAsync();
        await MeasuresAsync();
        await ReadsAsync();
        await KeepsAsync("light");
        if (_language == "ko")
        {
            Note(await Axe.ViolationsOnAsync(_page));
        }
        else
        {
            await FitsAsync(NarrowPhone); // The other language has other and longer words in the same markup.
        }

        await FitsAsync(Desk);
        await KeepsAsync("light");
        if (_language == "ko")
        {
            await _page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            Note((await Axe.ViolationsOnAsync(_page)).Select(found => $"in the dark: {found}"));
            await KeepsAsync("dark");
            await _page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        }

        await FitsAsync(Phone);
    }

    private async Task MeasuresAsync()
    {
        var seen = await _page.EvaluateAsync<Seen>("seen");
        Measures.Add((_at, seen.LargestAt, seen.Shift));
        Note(seen.Refused.Select(refused => $"refused by policy: {refused}"));
        if (seen.Shift >= MostShift)
        {
            Notes(string.Create(CultureInfo.InvariantCulture, $"parts of the page jumped by {seen.Shift:0.000}"));
        }
    }

    // Pictures further down come when they are scrolled to; here they come at once.
    private async Task SeesEveryPictureAsync() => Note(await _page.EvaluateAsync<string[]>("""
        async () => (await Promise.all([...document.images].map(async (image) => {
          image.loading = 'eager';
          return image.decode().then(() => null, () => `picture: ${image.src}`);
        }))).filter((problem) => problem)
        """));

    private async Task ReadsAsync()
    {
        var language = await _page.EvaluateAsync<string>("document.documentElement.lang");
        if (language != _language)
        {
            Notes($"says that it speaks {language}");
        }

        // The names of states and codes are for machines; a shopper reads words.
        var machineWords = await _page.EvaluateAsync<string[]>(
            "() => document.body.innerText.match(/\\b[A-Z]+_[A-Z_]+\\b/g) ?? []");
        Note(machineWords.Select(word => $"for machines: {word}"));

        if (_language == "en")
        {
            var korean = await _page.EvaluateAsync<string[]>(Words);
            Note(korean.Where(text => !Typed.Any(text.Contains)).Select(text => $"Korean: {text}"));
        }
    }

    // Nothing is beyond the edge of a screen of this width.
    private async Task FitsAsync(int width)
    {
        _width = width;
        await _page.SetViewportSizeAsync(width, 900);
        var needed = await _page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (needed > width)
        {
            Notes($"is {needed} pixels wide on a screen of {width}");
        }
    }

    private Task KeepsAsync(string scheme) => _page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Folder, $"{_at}-{_width}-{_language}-{scheme}.jpeg"),
        Type = ScreenshotType.Jpeg, // Taken in half the time of a PNG.
        Quality = 85,
        FullPage = true,
    });

    private void Note(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            Notes(problem);
        }
    }

    private void Notes(string problem) => _wrong.Enqueue($"{_at} ({_width}, {_language}): {problem}");

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    private sealed class Seen
    {
        public double LargestAt { get; set; }

        public double Shift { get; set; }

        public string[] Refused { get; set; } = [];
    }
}
