using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class SearchPageTests(RunningShop shop, Browser browser)
{
    [Theory]
    [InlineData("ko", "tmxosem", "“스탠드”에 대한 결과", "낮달 책상 스탠드", "정확도순")]
    [InlineData("en", "fountian pen", "Results for “fountain pen”", "My First Fountain Pen", "Best match")]
    public async Task Corrected_search_shows_the_corrected_text(
        string locale, string typed, string heading, string first, string order)
    {
        await using var visit = await browser.VisitAsync(shop, locale, width: 390);
        var page = visit.Page;

        await page.GotoAsync($"/products?q={Uri.EscapeDataString(typed)}");

        await page.SeesAsync(heading);
        await Assertions.Expect(page.Locator(".list-head")).ToContainTextAsync(typed);
        await Assertions.Expect(page.Locator(".card-name").First).ToHaveTextAsync(first);
        await Assertions.Expect(page.Locator("#sort option:checked")).ToHaveTextAsync(order);
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox).Or(page.GetByRole(AriaRole.Combobox)).First)
            .ToHaveValueAsync(typed);
    }

    [Theory]
    [InlineData("ko", "검색어가 너무 깁니다", "100자")]
    [InlineData("en", "This search is too long", "100 characters")]
    public async Task Too_long_search_shows_the_limit(string locale, string heading, string limit)
    {
        await using var visit = await browser.VisitAsync(shop, locale, width: 390);
        var page = visit.Page;

        var answer = await page.GotoAsync($"/products?q={new string('a', 101)}");

        Assert.Equal(200, answer!.Status);
        await page.SeesAsync(heading);
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync(limit);
    }

    [Theory]
    [InlineData("ㅅㅌㄷ")]
    [InlineData("스탠ㄷ")]
    [InlineData("tmxosem")]
    public async Task Suggestions_show_picture_and_price_while_the_word_is_typed(string typed)
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.GotoAsync("/");

        await page.GetByRole(AriaRole.Combobox, new() { Name = "상품 검색" }).FillAsync(typed);
        var lamp = page.GetByRole(AriaRole.Option).Filter(new() { HasText = "낮달 책상 스탠드" });

        await Assertions.Expect(lamp).ToContainTextAsync("68,000원");
        await page.WaitForFunctionAsync(
            "() => document.querySelector('[role=option] img[src*=\"desk-lamp\"]')?.naturalWidth > 0");
        await lamp.ClickAsync();
        await page.WaitForURLAsync("**/products/1");
        Assert.Empty(visit.ConsoleErrors);
    }
}
