// Debian's Chromium, driven by Playwright. Each test gets a separate profile.
using Microsoft.Playwright;

namespace Shop.Tests;

/// <summary>Starts Chromium and opens visits.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    // Longer than a page needs on a busy machine.
    private static readonly TimeSpan ExpectTimeout = TimeSpan.FromSeconds(30);

    private IPlaywright _playwright = null!;
    private IBrowser _chromium = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)ExpectTimeout.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = Arguments,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>Opens a new profile at the shop's address.</summary>
    public async Task<Visit> VisitAsync(
        RunningShop shop, string locale = "ko-KR", int width = 1280, bool javaScript = true, bool isMobile = false)
    {
        var context = await _chromium.NewContextAsync(new()
        {
            BaseURL = shop.WebAddress.ToString(),
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
