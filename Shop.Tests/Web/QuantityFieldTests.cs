// A quantity that cannot be ordered is refused in the language of the page. The notice of an addition is shown once.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class QuantityFieldTests(RunningShop shop, Browser browser)
{
    [Fact]
    public async Task Invalid_quantity_shows_the_allowed_range()
    {
        var product = await shop.NewProductAsync(stock: 7);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.GotoAsync($"/products/{product.Id}");
        var quantity = page.GetByLabel("수량");

        await quantity.FillAsync("8");
        await quantity.PressAsync("Enter");
        await ExpectValidationMessageAsync(quantity, "1부터 7까지의 수를 적어 주세요.");

        await quantity.FillAsync("7");
        await quantity.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("담았습니다");
    }

    [Fact]
    public async Task Reload_does_not_repeat_the_notice_of_an_addition()
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

    private static Task ExpectValidationMessageAsync(ILocator field, string words) =>
        Assertions.Expect(field).ToHaveJSPropertyAsync("validationMessage", words);
}
