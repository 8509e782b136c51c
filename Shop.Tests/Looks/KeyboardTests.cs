// A purchase without a mouse. Every tab stop shows a visible focus, and changes are announced to screen readers.
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shop.Tests.Web;

namespace Shop.Tests.Looks;

[Collection(RunningShop.SharedToo)]
public sealed class KeyboardTests(RunningShop shop, Browser browser)
{
    // More tab stops than any page has before the element that is searched for.
    private const int MaxTabStops = 60;

    [Fact]
    public async Task Product_is_found_ordered_and_paid_by_keyboard_alone()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(priceWon: 12_900, name: $"Keyboard {Guid.NewGuid():N}");
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.AddInitScriptAsync(scriptPath: PageInspector.Script);
        await page.SignInAsync(shopper);

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("본문으로 건너뛰기", (await FocusedElementAsync(page)).Name);
        await page.Keyboard.PressAsync("Enter");
        await PressAsync(page, product.Name);
        await page.ExpectHeadingAsync(product.Name);
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await PressAsync(page, "장바구니에 담기");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("장바구니에 담았습니다");
        await PressAsync(page, "장바구니 보기");
        await page.ExpectHeadingAsync("장바구니");
        await Assertions.Expect(page.Locator(".summary [aria-live=polite]")).ToContainTextAsync("12,900원");
        await PressAsync(page, "주문하기");
        await page.ExpectHeadingAsync("주문/결제");
        await TypeAsync(page, "받는 분", Shopper.Home.Recipient);
        await TypeAsync(page, "연락처", Shopper.Home.Phone);
        await TypeAsync(page, "우편번호", Shopper.Home.PostalCode);
        await TypeAsync(page, "주소", Shopper.Home.Address1);
        await PressAsync(page, "12,900원 결제하기");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/pay[?]"));
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync(); // The window is ready.
        await page.Window().Locator("#pay").PressAsync("Enter");

        await page.ExpectHeadingAsync("주문이 완료되었습니다");
        visit.AssertNoConsoleErrors();
    }

    private static async Task PressAsync(IPage page, string name)
    {
        await FocusAsync(page, name);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task TypeAsync(IPage page, string name, string text)
    {
        await FocusAsync(page, name);
        await page.Keyboard.TypeAsync(text);
    }

    // Presses Tab until the element has the focus. Every stop on the way must be visible.
    private static async Task FocusAsync(IPage page, string name)
    {
        var passed = new List<string>();
        for (var i = 0; i < MaxTabStops; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var here = await FocusedElementAsync(page);
            passed.Add(here.Name);
            Assert.True(
                here.Look != "not seen",
                $"The focus is not visible on {page.Url} after {string.Join(", ", passed)}.");
            if (here.Name.StartsWith(name, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"Tab does not reach “{name}” on {page.Url}, only {string.Join(", ", passed)}.");
    }

    private static async Task<(string Name, string Look)> FocusedElementAsync(IPage page)
    {
        var here = await page.EvaluateAsync<string[]>("inspection.focus()");
        return (here[0], here[1]);
    }
}
