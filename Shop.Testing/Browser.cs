using Microsoft.Playwright;

namespace Shop.Testing;

/// <summary>Debian's Chromium, driven by Playwright.</summary>
public class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    // Longer than a page needs on a busy machine.
    private static readonly TimeSpan ExpectTimeout = TimeSpan.FromSeconds(30);

    private readonly IEnumerable<string> _arguments;
    private IPlaywright _playwright = null!;
    private IBrowser _chromium = null!;

    public Browser()
        : this([])
    {
    }

    /// <summary>A browser with further arguments.</summary>
    protected Browser(params string[] arguments) => _arguments = [.. Arguments, .. arguments];

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)ExpectTimeout.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = _arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a new profile. Relative addresses of its pages begin at the given address.</summary>
    public async Task<Visit> VisitAsync(
        Uri address, string locale = "ko-KR", int width = 1280, bool javaScript = true, bool isMobile = false)
    {
        var context = await _chromium.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            Locale = locale,
            ViewportSize = new() { Width = width, Height = 900 },
            JavaScriptEnabled = javaScript,
            IsMobile = isMobile,
            HasTouch = isMobile,
            UserAgent = isMobile
                ? "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
                    + "Chrome/156.0.0.0 Mobile Safari/537.36"
                : null,
        });
        return new(context, await context.NewPageAsync());
    }
}
