// A first visit with an empty cache over a mobile network: all responses are small, compressed and cached permanently,
// and no script blocks reading or using the shop.
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Looks;

[Collection(RunningShop.SharedToo)]
public sealed partial class FirstLoadTests(RunningShop shop, Browser browser)
{
    private const int MaxBytes = 200_000;
    private static readonly string[] Compressed = ["text/css", "text/javascript", "image/svg+xml"];

    [Fact]
    public async Task First_page_is_below_the_size_limit()
    {
        await using var visit = await browser.VisitAsync(shop);
        var requests = new ConcurrentQueue<IRequest>();
        visit.Page.RequestFinished += (_, request) => requests.Enqueue(request);

        await visit.Page.GotoAsync("/");
        await visit.Page.EvaluateAsync("document.querySelectorAll('img').forEach((i) => { i.loading = 'eager'; })");
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var sizes = await Task.WhenAll(
            requests.Select(async request => (request.Url, Bytes: await SizeOfAsync(request))));
        var largestFirst = sizes.OrderByDescending(size => size.Bytes).ToList();
        Assert.InRange(sizes.Length, 10, 60);
        Assert.True(sizes.Sum(size => size.Bytes) < MaxBytes, string.Join('\n', largestFirst));
    }

    [Fact]
    public async Task Linked_assets_are_compressed_fingerprinted_and_immutable()
    {
        using var web = shop.CreateClient("web");
        var page = await web.GetStringAsync("/");
        web.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, deflate, br, zstd");

        var links = Asset().Matches(page).Select(match => match.Groups[1].Value).Distinct().ToList();
        foreach (var link in links)
        {
            using var answer = await web.GetAsync($"/{link}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Matches(Fingerprint(), link);
            Assert.Equal("max-age=31536000, immutable", $"{answer.Headers.CacheControl}");
            if (Compressed.Contains(answer.Content.Headers.ContentType?.MediaType))
            {
                Assert.Contains(answer.Content.Headers.ContentEncoding, encoding => encoding is "gzip" or "br");
            }
        }

        Assert.InRange(links.Count, 10, 60);
    }

    [Fact]
    public async Task Browsing_and_the_cart_work_without_scripts()
    {
        var product = await shop.NewProductAsync(name: $"Plain {Guid.NewGuid():N}");
        await using var visit = await browser.VisitAsync(shop, locale: "en-US", javaScript: false);
        var page = visit.Page;

        await page.GotoAsync("/");
        Assert.Equal(0, await page.Locator("head script:not([type=module]):not([defer]):not([async])").CountAsync());
        await page.GetByRole(AriaRole.Searchbox).FillAsync(product.Name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = product.Name }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to cart" }).ClickAsync();
        await page.GetByLabel($"Quantity of {product.Name}").FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Update" }).ClickAsync();

        await Assertions.Expect(page.Locator("#cart-total")).ToHaveTextAsync(
            string.Create(CultureInfo.InvariantCulture, $"₩{3 * product.PriceWon:N0}"));
    }

    private static async Task<int> SizeOfAsync(IRequest request)
    {
        var sizes = await request.SizesAsync();
        return sizes.ResponseHeadersSize + sizes.ResponseBodySize;
    }

    [GeneratedRegex(@"(?:href|src)=""/?([\w./-]+\.(?:css|js|svg|png|webp|avif|jpg))""")]
    private static partial Regex Asset();

    // shop.9dzc3kxgqj.css
    [GeneratedRegex(@"\.[a-z0-9]{10}\.")]
    private static partial Regex Fingerprint();
}
