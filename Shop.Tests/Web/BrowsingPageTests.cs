using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class BrowsingPageTests(RunningShop shop, Browser browser)
{
    private const int LongerThanABannerStays = 7_000;

    [Fact]
    public async Task Banners_rotate_until_stopped_and_never_with_reduced_motion()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.Clock.InstallAsync();
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });

        await page.GotoAsync("/");
        await ExpectBannerAsync(page, 0);
        await page.Clock.FastForwardAsync(LongerThanABannerStays);
        await ExpectBannerAsync(page, 0);
        await page.GetByRole(AriaRole.Button, new() { Name = "다음 기획전" }).PressAsync("Enter");
        await ExpectBannerAsync(page, 1);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Clock.FastForwardAsync(LongerThanABannerStays);
        await ExpectBannerAsync(page, 2);
        await page.GetByRole(AriaRole.Button, new() { Name = "자동 넘김 멈추기" }).ClickAsync();
        await page.Mouse.MoveAsync(0, 0);
        await page.Clock.FastForwardAsync(LongerThanABannerStays);

        await ExpectBannerAsync(page, 2);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "자동으로 넘기기" })).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Swipe_moves_the_banners()
    {
        await using var visit = await browser.VisitAsync(shop, width: 390, isMobile: true);
        var page = visit.Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync("/");
        await ExpectBannerAsync(page, 0);

        var touch = await page.Context.NewCDPSessionAsync(page);
        await TouchesAsync("touchStart", 350);
        for (var x = 340; x >= 40; x -= 20)
        {
            await TouchesAsync("touchMove", x);
        }

        await touch.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = "touchEnd",
            ["touchPoints"] = Array.Empty<object>(),
        });

        await ExpectBannerAsync(page, 1);

        Task TouchesAsync(string type, int x) => touch.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = type,
            ["touchPoints"] = new[] { new { x, y = 300 } },
        });
    }

    [Fact]
    public async Task Sort_order_and_page_number_are_in_the_url()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var prices = page.Locator(".card-price");
        await shop.NewProductAsync(); // One more than fits on a page.

        await page.GotoAsync("/products");
        await page.GetByLabel("정렬").SelectOptionAsync("price-low");
        await page.WaitForURLAsync("**/products?sort=price-low");
        var shown = (await prices.AllInnerTextsAsync())
            .Select(price => long.Parse(price.Replace(",", "").Replace("원", ""))).ToList();
        await page.GetByRole(AriaRole.Link, new() { Name = "다음" }).ClickAsync();
        await page.WaitForURLAsync("**/products?sort=price-low&page=2");
        await page.GoBackAsync();

        Assert.Equal(shown.Order(), shown);
        await Assertions.Expect(page.GetByLabel("정렬")).ToHaveValueAsync("price-low");
    }

    [Fact]
    public async Task Slow_product_list_shows_placeholders()
    {
        const string Nothing = "rgba(0, 0, 0, 0)";
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var arrival = new TaskCompletionSource();
        await page.RouteAsync("**/products?category=desk", async route =>
        {
            await arrival.Task;
            await route.ContinueAsync();
        });
        var (main, name) = (page.GetByRole(AriaRole.Main), page.Locator(".card-name").First);

        await page.GotoAsync("/products");
        await page.Locator("header a[href='/products?category=desk']").ClickAsync();
        await Assertions.Expect(main).ToHaveAttributeAsync("aria-busy", "true");
        await Assertions.Expect(name).ToHaveCSSAsync("color", Nothing);
        arrival.SetResult();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "책상 위" })).ToBeVisibleAsync();
        await Assertions.Expect(main).Not.ToHaveAttributeAsync("aria-busy", "true");
        await Assertions.Expect(name).Not.ToHaveCSSAsync("color", Nothing);
    }

    [Fact]
    public async Task Search_suggestions_are_plain_text_and_chosen_by_keyboard()
    {
        var mark = $"{Guid.NewGuid():N}"[..12];
        var product = await shop.NewProductAsync(name: $"<img src=x onerror=alert(1)> lantern {mark}");
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var search = page.GetByRole(AriaRole.Combobox, new() { Name = "상품 검색" });

        await page.GotoAsync("/");
        await search.PressSequentiallyAsync("조명");
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToHaveTextAsync("조명카테고리");
        await search.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
        await search.FillAsync(mark);
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync($"{product.Name}12,900원");
        await search.PressAsync("ArrowDown");
        await Assertions.Expect(search).ToHaveAttributeAsync("aria-activedescendant", "suggestion-0");
        await search.PressAsync("Enter");

        await page.SeesAsync(product.Name);
        Assert.EndsWith($"/products/{product.Id}", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("img[src=x]")).ToHaveCountAsync(0);
        Assert.Empty(visit.ConsoleErrors);
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
        await page.AddsToCartAsync(quantity: 2);
        await page.GotoAsync("/cart");
        await page.GetByRole(AriaRole.Button, new() { Name = $"{product.Name}, 하나 더" }).ClickAsync();
        await page.SeesPiecesInTheBadgeAsync(3);
        await page.GetByLabel($"{product.Name} 수량").FillAsync("7");
        await page.GetByLabel($"{product.Name} 수량").PressAsync("Enter");
        await page.SeesPiecesInTheBadgeAsync(7);
    }

    private static Task ExpectBannerAsync(IPage page, int number) => Assertions
        .Expect(page.Locator($"[data-show='{number}']")).ToHaveAttributeAsync("aria-current", "true");
}
