// The first visit, with nothing kept from before and over a phone's network: everything that comes is small, packed,
// kept for good, and none of it is waited for before the shop can be read and used.
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Looks;

[Collection(RunningShop.SharedToo)]
public sealed partial class LoadingTheFirstPage(RunningShop shop, Browser browser)
{
    private const int MostBytes = 200_000;
    private static readonly string[] Packed = ["text/css", "text/javascript", "image/svg+xml"];

    [Fact]
    public async Task All_of_it_is_less_than_one_photograph()
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
        Assert.True(sizes.Sum(size => size.Bytes) < MostBytes, string.Join('\n', largestFirst));
    }

    [Fact]
    public async Task Whatever_it_links_is_packed_and_kept_for_good_under_the_name_of_its_content()
    {
        using var web = shop.Door("web");
        var page = await web.GetStringAsync("/");
        web.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, deflate, br, zstd");

        var links = Asset().Matches(page).Select(match => match.Groups[1].Value).Distinct().ToList();
        foreach (var link in links)
        {
            using var answer = await web.GetAsync($"/{link}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Matches(Fingerprint(), link);
            Assert.Equal("max-age=31536000, immutable", $"{answer.Headers.CacheControl}");
            if (Packed.Contains(answer.Content.Headers.ContentType?.MediaType))
            {
                Assert.Contains(answer.Content.Headers.ContentEncoding, encoding => encoding is "gzip" or "br");
            }
        }

        Assert.InRange(links.Count, 10, 60);
    }

    [Fact]
    public async Task No_script_is_waited_for_and_none_is_needed_to_look_around_and_fill_a_cart()
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
