// Somebody buys without a mouse. At each stop it is seen where they are, and what changes is told to those who listen.
using Microsoft.Playwright;
using Shop.Tests.Web;

namespace Shop.Tests.Looks;

[Collection(RunningShop.SharedToo)]
public sealed class ShoppingByKeyboard(RunningShop shop, Browser browser)
{
    // More stops than any page has before what is looked for.
    private const int MostStops = 60;

    // What can be seen of where the keyboard is, and how it is called.
    private const string Here = """
        () => {
          const here = document.activeElement;
          if (here === document.body) {
            return ['', 'beyond the end of the page'];
          }
          const look = getComputedStyle(here);
          const box = here.getBoundingClientRect();
          const isSeen = here.matches(':focus-visible') && look.outlineStyle !== 'none'
            && parseFloat(look.outlineWidth) >= 2 && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
          const name = here.ariaLabel ?? here.labels?.[0]?.innerText ?? here.textContent;
          return [name.replace(/\s+/g, ' ').trim(), isSeen ? 'seen' : 'not seen'];
        }
        """;

    [Fact]
    public async Task A_product_is_found_put_into_the_cart_ordered_and_paid_by_keyboard_alone()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync(priceWon: 12_900, name: $"Keyboard {Guid.NewGuid():N}");
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper);

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("본문으로 건너뛰기", (await HereAsync(page)).Name);
        await page.Keyboard.PressAsync("Enter");
        await PressesAsync(page, product.Name);
        await page.SeesAsync(product.Name);
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await PressesAsync(page, "장바구니에 담기");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("장바구니에 담았습니다");
        await PressesAsync(page, "장바구니 보기");
        await page.SeesAsync("장바구니");
        await Assertions.Expect(page.Locator(".summary [aria-live=polite]")).ToContainTextAsync("12,900원");
        await PressesAsync(page, "주문하기");
        await page.SeesAsync("주문/결제");
        await TypesAsync(page, "받는 분", Shopper.Home.Recipient);
        await TypesAsync(page, "연락처", Shopper.Home.Phone);
        await TypesAsync(page, "우편번호", Shopper.Home.PostalCode);
        await TypesAsync(page, "주소", Shopper.Home.Address1);
        await PressesAsync(page, "12,900원 결제하기");
        await page.WaitForURLAsync("**/pay?*");
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync(); // And so it is ready.
        await page.Window().Locator("#pay").PressAsync("Enter");

        await page.SeesAsync("주문이 완료되었습니다");
        Assert.Empty(visit.ConsoleErrors);
    }

    private static async Task PressesAsync(IPage page, string name)
    {
        await FindsAsync(page, name);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task TypesAsync(IPage page, string name, string text)
    {
        await FindsAsync(page, name);
        await page.Keyboard.TypeAsync(text);
    }

    // Goes on from stop to stop, each of which has to be seen.
    private static async Task FindsAsync(IPage page, string name)
    {
        var passed = new List<string>();
        for (var i = 0; i < MostStops; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var here = await HereAsync(page);
            passed.Add(here.Name);
            Assert.True(
                here.Look != "not seen",
                $"Nothing shows where the keyboard is on {page.Url} after {string.Join(", ", passed)}.");
            if (here.Name.StartsWith(name, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not come to “{name}” on {page.Url}, only to {string.Join(", ", passed)}.");
    }

    private static async Task<(string Name, string Look)> HereAsync(IPage page)
    {
        var here = await page.EvaluateAsync<string[]>(Here);
        return (here[0], here[1]);
    }
}
