using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class PageSessionTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Copied_cookie_is_invalid_after_sign_out()
    {
        var shopper = await shop.NewShopperAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.SignsInAsync(shopper, "/me");
        var copied = (await page.Context.CookiesAsync()).Single(cookie => cookie.Name == "session");
        await page.GetByRole(AriaRole.Button, new() { Name = "로그아웃", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "로그인" })).ToBeVisibleAsync();
        await page.Context.AddCookiesAsync([new()
        {
            Name = copied.Name,
            Value = copied.Value,
            Url = shop.WebAddress.ToString(),
        }]);
        await page.GotoAsync("/me");

        Assert.Equal("/sign-in", new Uri(page.Url).AbsolutePath);
    }

    [Fact]
    public async Task Sign_out_on_all_devices_ends_the_other_sessions()
    {
        var shopper = await shop.NewShopperAsync();
        using var phone = new PlainVisitor(shop);
        using var desk = new PlainVisitor(shop);
        await phone.SignsInAsync(shopper);
        await desk.SignsInAsync(shopper);
        await desk.ReadsAsync("/me");

        using var answer = await phone.SubmitsAsync("/me", "/sign-out", null, ("everywhere", "yes"));
        using var there = await desk.OpensAsync("/me");

        Assert.Equal("/", phone.LeadsTo(answer));
        Assert.StartsWith("/sign-in", desk.LeadsTo(there));
    }

    [Fact]
    public async Task Browser_never_holds_a_token()
    {
        var shopper = await shop.NewShopperAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.SignsInAsync(shopper);

        var cookies = await page.Context.CookiesAsync();
        Assert.All(cookies, cookie => Assert.True(cookie.HttpOnly, cookie.Name));
        Assert.DoesNotContain(cookies, cookie => cookie.Value.Contains("eyJhbGciOi", StringComparison.Ordinal));
        Assert.DoesNotContain("eyJhbGciOi", await page.ContentAsync());
    }

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("https://evil.example/x")]
    [InlineData("/\\evil.example/x")]
    public async Task Sign_in_redirects_only_within_the_shop(string address)
    {
        var shopper = await shop.NewShopperAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.SignsInAsync(shopper, address);

        Assert.Equal(new Uri(shop.WebAddress, "/"), new Uri(page.Url));
    }

    [Fact]
    public async Task Guest_changes_the_cart_without_scripts()
    {
        var product = await shop.NewProductAsync(priceWon: 10_000);
        await using var visit = await browser.VisitAsync(shop, locale: "en-US", javaScript: false);
        var page = visit.Page;

        await page.GotoAsync($"/products/{product.Id}");
        await page.GetByLabel("Quantity").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await page.GotoAsync("/cart");
        await page.GetByLabel($"Quantity of {product.Name}").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Update" }).ClickAsync();
        await Assertions.Expect(page.Locator("#cart-total")).ToHaveTextAsync("₩50,000");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove {product.Name}" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Your cart is empty")).ToBeVisibleAsync();
    }
}
