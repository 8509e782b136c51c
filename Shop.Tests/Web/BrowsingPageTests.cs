// What the scripts of the catalogue pages do, and that the pages work without them.
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class BrowsingPageTests(RunningShop shop, Browser browser)
{
    private const int LongerThanABannerStaysMs = 7_000;

    [Fact]
    public async Task Banners_stop_and_sort_order_and_page_number_are_in_the_url()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await shop.NewProductAsync(); // One more than fits on a page.
        await page.Clock.InstallAsync();

        await page.GotoAsync("/");
        await page.Clock.FastForwardAsync(LongerThanABannerStaysMs);
        await ExpectBannerAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "자동 넘김 멈추기" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "다음 기획전" }).PressAsync("Enter");
        await page.Clock.FastForwardAsync(LongerThanABannerStaysMs);
        await ExpectBannerAsync(2);

        await page.GotoAsync("/products");
        await page.GetByLabel("정렬").SelectOptionAsync("price-low");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/products[?]sort=price-low$"));
        var prices = (await page.Locator(".card-price").AllInnerTextsAsync())
            .Select(price => long.Parse(price.Replace(",", "").Replace("원", ""))).ToList();
        Assert.Equal(prices.Order(), prices);
        await page.GetByRole(AriaRole.Link, new() { Name = "다음" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/products[?]sort=price-low&page=2$"));
        await page.GoBackAsync();
        await Assertions.Expect(page.GetByLabel("정렬")).ToHaveValueAsync("price-low");

        Task ExpectBannerAsync(int number) => Assertions
            .Expect(page.Locator($"[data-show='{number}']")).ToHaveAttributeAsync("aria-current", "true");
    }

    [Fact]
    public async Task Search_suggestions_are_plain_text_with_pictures_and_chosen_by_keyboard_or_mouse()
    {
        var mark = $"{Guid.NewGuid():N}"[..12];
        var product = await shop.NewProductAsync(name: $"<img src=x onerror=alert(1)> lantern {mark}");
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var search = page.GetByRole(AriaRole.Combobox, new() { Name = "상품 검색" });
        var option = page.GetByRole(AriaRole.Option);
        var lamp = option.Filter(new() { HasText = "낮달 책상 스탠드" });

        await page.GotoAsync("/");
        await search.PressSequentiallyAsync("조명");
        await Assertions.Expect(option.First).ToHaveTextAsync("조명카테고리");
        await search.PressAsync("Escape");
        await Assertions.Expect(option).ToHaveCountAsync(0);
        await search.FillAsync(mark);
        await Assertions.Expect(option).ToHaveTextAsync($"{product.Name}12,900원");
        await search.PressAsync("ArrowDown");
        await Assertions.Expect(search).ToHaveAttributeAsync("aria-activedescendant", "suggestion-0");
        await search.PressAsync("Enter");
        await page.ExpectHeadingAsync(product.Name);
        await Assertions.Expect(page.Locator("img[src=x]")).ToHaveCountAsync(0);

        await page.GotoAsync("/");
        await search.FillAsync("tmxosem"); // Korean typed with the English keyboard layout.
        await Assertions.Expect(lamp).ToContainTextAsync("68,000원");
        await page.WaitForFunctionAsync(
            "() => document.querySelector('[role=option] img[src*=\"desk-lamp\"]')?.naturalWidth > 0");
        await lamp.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/products/1$"));
        visit.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Banners_search_and_quantities_work_without_scripts()
    {
        var product = await shop.NewProductAsync(name: $"Lantern {Guid.NewGuid():N}");
        await using var visit = await browser.VisitAsync(shop, javaScript: false);
        var page = visit.Page;

        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("shop-banners a")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "다음 기획전" })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync(product.Name);
        await page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = product.Name }).ClickAsync();
        await page.GetByLabel("수량").FillAsync("2");
        await page.GetByLabel("수량").PressAsync("Enter"); // Adds to the cart instead of buying.
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("모두 2개입니다");
        await page.GotoAsync("/cart");
        await page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, 하나 더" }).ClickAsync();
        await page.ExpectBadgeAsync(3);
        await page.GetByLabel($"{product.Name} 수량").FillAsync("7");
        await page.GetByLabel($"{product.Name} 수량").PressAsync("Enter");
        await page.ExpectBadgeAsync(7);
        await page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name} 삭제" }).ClickAsync();
        await Assertions.Expect(page.GetByText("장바구니가 비어 있습니다")).ToBeVisibleAsync();
    }
}
