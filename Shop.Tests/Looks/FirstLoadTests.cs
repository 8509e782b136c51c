// A first visit with an empty cache over a mobile network: all responses are small, compressed and cached permanently,
// and no script blocks reading or using the shop.
using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Looks;

[Collection(RunningShop.SharedToo)]
public sealed partial class FirstLoadTests(RunningShop shop, Browser browser)
{
    // Content without headers, which HTTP/2 compresses, and content with the headers of HTTP/1.1.
    private const int MaxContentBytes = 110_000;
    private const int MaxBytes = 125_000;
    private const int MaxHtmlBytes = 7_000;
    private static readonly string[] Compressed = ["text/css", "text/javascript", "image/svg+xml"];

    [Fact]
    public async Task First_page_is_below_the_size_limit_and_no_script_blocks_it()
    {
        await using var visit = await browser.VisitAsync(shop);
        var requests = new ConcurrentQueue<IRequest>();
        visit.Page.RequestFinished += (_, request) => requests.Enqueue(request);

        await visit.Page.GotoAsync("/");
        await visit.Page.EvaluateAsync("document.querySelectorAll('img').forEach((i) => { i.loading = 'eager'; })");
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var responses = new List<(int Bytes, int ContentBytes, string Url)>();
        foreach (var request in requests)
        {
            var sizes = await request.SizesAsync();
            responses.Add((sizes.ResponseHeadersSize + sizes.ResponseBodySize, sizes.ResponseBodySize, request.Url));
        }

        Assert.InRange(responses.Count, 10, 60);
        var html = await requests.Single(request => request.ResourceType == "document").SizesAsync();
        Assert.InRange(html.ResponseBodySize, 1, MaxHtmlBytes);
        var (content, all) = (responses.Sum(response => response.ContentBytes), responses.Sum(response => response.Bytes));
        Assert.True(
            content < MaxContentBytes && all < MaxBytes,
            $"{content} and {all} bytes:\n{string.Join('\n', responses.OrderDescending())}");
        TestContext.Current.SendDiagnosticMessage($"{html.ResponseBodySize}, {content} and {all} bytes");
        var blocking = visit.Page.Locator("head script:not([type=module]):not([defer]):not([async])");
        Assert.Equal(0, await blocking.CountAsync());
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
            Assert.Matches(@"\.[a-z0-9]{10}\.", link); // For example shop.9dzc3kxgqj.css.
            Assert.Equal("max-age=31536000, immutable", $"{answer.Headers.CacheControl}");
            if (Compressed.Contains(answer.Content.Headers.ContentType?.MediaType))
            {
                Assert.Contains(answer.Content.Headers.ContentEncoding, encoding => encoding is "gzip" or "br");
            }
        }

        Assert.InRange(links.Count, 10, 60);
    }

    [GeneratedRegex(@"(?:href|src)=""/?([\w./-]+\.(?:css|js|svg|png|webp|avif|jpg))""")]
    private static partial Regex Asset();
}
