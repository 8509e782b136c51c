// Names, searches and addresses may contain scripts. Every input is shown as plain text and never becomes markup. The
// content security policy is only the second line of defence.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class ScriptInjectionTests(RunningShop shop, Browser browser)
{
    // Ends an attribute, a text, a script and a title.
    private const string Script =
        """x"></script></title></textarea><script>ran = 1</script><img src=x onerror="ran = 1"><i id=typed>""";

    [Fact]
    public async Task Names_addresses_and_decline_reasons_are_shown_as_text()
    {
        var shopper = await Shopper.SignUpAsync(shop, Person.New() with { Name = Script });
        var product = await shop.NewProductAsync(name: Script);
        await shopper.PutIntoCartAsync(product);
        var home = Shopper.Home with { Recipient = Script[..50], Address1 = Script, Address2 = Script };
        var order = await shopper.OrderAsync(new OrderRequest(home, [new(product.Id, 1)]));
        await shopper.PayAsync(order);
        await shopper.ReturnFromAsync(order);
        var declined = await shopper.OrderAsync(product, quantity: 2);
        await shop.Sandbox.ActAsync(declined.PaymentKey, "fail", new { reason = Script });
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignInAsync(shopper);

        await ExpectOnlyTextAsync(page,
            "/", "/me", "/orders", order.Page(), $"{order.Page()}/cancel", "/cart", $"/products/{product.Id}",
            order.ReturnPage(), declined.ReturnPage(), declined.Page());
        await Assertions.Expect(page.Locator("[data-failure-text]")).ToHaveTextAsync(Script);
        await page.GotoAsync(order.Page());
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync($"{Script} {Script}");
        await page.GotoAsync("/checkout");
        await page.FillInAddressAsync();
        await page.GetByLabel("연락처").FillAsync("1");
        await page.GetByLabel("주소", new() { Exact = true }).FillAsync(Script);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToBeVisibleAsync();
        await ExpectOnlyTextAsync(page);
        await Assertions.Expect(page.GetByLabel("주소", new() { Exact = true })).ToHaveValueAsync(Script);
    }

    [Fact]
    public async Task Url_values_are_shown_as_text()
    {
        var typed = Uri.EscapeDataString(Script);
        await using var visit = await browser.VisitAsync(shop);

        await ExpectOnlyTextAsync(visit.Page,
            $"/products?q={typed}", $"/products?category={typed}", $"/products?q=lamp&sort={typed}",
            $"/products/1?added={typed}", $"/cart?refused={typed}", $"/sign-in?returnUrl={typed}",
            $"/sign-up?identityVerificationId={typed}&code={typed}", $"/find-id?identityVerificationId={typed}",
            $"/reset-password?identityVerificationId={typed}&code={typed}", $"/{typed}", $"/error/{typed}");
    }

    // Opens the addresses, or checks the open page.
    private static async Task ExpectOnlyTextAsync(IPage page, params string[] addresses)
    {
        foreach (var address in addresses is [] ? [null] : (string?[])addresses)
        {
            if (address is not null)
            {
                await page.GotoAsync(address);
            }

            Assert.Equal("", await page.EvaluateAsync<string>("""
                () => [
                  window.ran === undefined ? '' : `ran on ${location}`,
                  document.querySelector('#typed, [onerror]') === null ? '' : `became part of ${location}`,
                  ...[...document.scripts].filter(({ text }) => /^\s*ran = 1/.test(text))
                    .map(() => `script on ${location}`),
                ].join('')
                """));
        }
    }
}
