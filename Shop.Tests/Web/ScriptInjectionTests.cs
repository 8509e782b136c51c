// Names, searches and addresses may contain scripts. Every input is shown as plain text and never becomes markup. The
// content security policy is only the second line of defence.
using System.Net;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class ScriptInjectionTests(RunningShop shop, Browser browser)
{
    // Ends an attribute, a text, a script and a title.
    private const string Script =
        """x"></script></title></textarea><script>ran = 1</script><img src=x onerror="ran = 1"><i id=typed>""";

    [Fact]
    public async Task Names_and_addresses_are_shown_as_text()
    {
        var shopper = await Shopper.SignUpAsync(shop, Person.New() with { Name = Script });
        var product = await shop.NewProductAsync(name: Script);
        await shopper.PutsIntoCartAsync(product);
        var home = Shopper.Home with { Recipient = Script[..50], Address1 = Script, Address2 = Script };
        var order = await Shopper.ReadAsync<OrderReply>(
            await shopper.SendsOrderAsync(new(home, [new(product.Id, 1)])), HttpStatusCode.Created);
        await shopper.PaysAsync(order);
        await shopper.ReturnsFromAsync(order);
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper);

        string[] addresses =
        [
            "/", "/me", "/orders", $"/orders/{order.OrderId}", $"/orders/{order.OrderId}/cancel", "/cart",
            $"/products/{product.Id}", $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}",
        ];
        foreach (var address in addresses)
        {
            await page.GotoAsync(address);
            await ExpectOnlyTextAsync(page);
        }

        await page.GotoAsync($"/orders/{order.OrderId}");
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync($"{Script} {Script}");
        await page.GotoAsync("/checkout");
        await page.GetByLabel("받는 분").FillAsync(Script[..50]);
        await page.GetByLabel("연락처").FillAsync("1");
        await page.GetByLabel("우편번호").FillAsync("04524");
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
        var page = visit.Page;

        string[] addresses =
        [
            $"/products?q={typed}", $"/products?category={typed}", $"/products?q=lamp&sort={typed}",
            $"/products/1?added={typed}", $"/cart?refused={typed}", $"/sign-in?returnUrl={typed}",
            $"/sign-up?identityVerificationId={typed}&code={typed}", $"/find-id?identityVerificationId={typed}",
            $"/reset-password?identityVerificationId={typed}&code={typed}", $"/{typed}", $"/error/{typed}",
        ];
        foreach (var address in addresses)
        {
            await page.GotoAsync(address);
            await ExpectOnlyTextAsync(page);
        }
    }

    private static async Task ExpectOnlyTextAsync(IPage page) => Assert.Equal("", await page.EvaluateAsync<string>("""
        () => [
          window.ran === undefined ? '' : `ran on ${location}`,
          document.querySelector('#typed, [onerror]') === null ? '' : `became part of ${location}`,
          ...[...document.scripts].filter(({ text }) => /^\s*ran = 1/.test(text)).map(() => `script on ${location}`),
        ].join('')
        """));
}
