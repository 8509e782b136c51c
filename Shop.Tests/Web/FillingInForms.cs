// A quantity that cannot be ordered is refused in the language of the page, and what was added is told once.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class FillingInForms(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task A_quantity_that_cannot_be_is_told_which_can()
    {
        var product = await shop.NewProductAsync(stock: 7);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.GotoAsync($"/products/{product.Id}");
        var quantity = page.GetByLabel("수량");

        await quantity.FillAsync("8");
        await quantity.PressAsync("Enter");
        await SaysAsync(quantity, "1부터 7까지의 수를 적어 주세요.");

        await quantity.FillAsync("7");
        await quantity.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("담았습니다");
    }

    [Fact]
    public async Task A_reload_does_not_say_again_what_was_put_in()
    {
        var product = await shop.NewProductAsync();
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.GotoAsync($"/products/{product.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "장바구니에 담기" }).ClickAsync();
        var told = page.GetByRole(AriaRole.Status);
        await Assertions.Expect(told).ToContainTextAsync("담았습니다");

        await page.ReloadAsync();

        await Assertions.Expect(told).ToHaveTextAsync("");
    }

    private static Task SaysAsync(ILocator field, string words) =>
        Assertions.Expect(field).ToHaveJSPropertyAsync("validationMessage", words);
}
