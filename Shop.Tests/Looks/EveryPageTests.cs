// Inspects every page of the shop in every state, on desktop and phone, in both languages and both colour schemes. One
// visit checks everything about a page at once; the screenshots are stored in artifacts/screenshots.
using Microsoft.Playwright;
using Shop.Tests.Web;

namespace Shop.Tests.Looks;

[Collection(RunningShop.SharedToo)]
public sealed class EveryPageTests(RunningShop shop, Browser browser, ITestOutputHelper output)
{
    private readonly ShopOnDisplay _display = new(shop);

    [Fact]
    public async Task Every_page_is_accessible_on_every_screen_in_both_languages()
    {
        await _display.ArrangeAsync();
        var newcomer = await _display.SessionOfAsync(_display.Newcomer);
        var minor = await _display.SessionOfAsync(_display.Minor);
        var regular = await _display.SessionOfAsync(_display.Regular);

        var inspectors = new List<PageInspector>();
        foreach (var language in new[] { "ko", "en" })
        {
            await using var visit = await browser.VisitAsync(shop, language, PageInspector.Phone);
            var inspector = await PageInspector.CreateAsync(visit.Page, language);
            inspectors.Add(inspector);
            await InspectCatalogueAsync(inspector, visit.Page);
            await InspectCartAsync(inspector, visit.Page);
            await InspectErrorPagesAsync(inspector, visit.Page);
            await InspectSignUpAsync(inspector, visit.Page);
            await visit.Page.Context.ClearCookiesAsync();
            await visit.Page.Context.AddCookiesAsync(newcomer);
            await InspectNewMemberAsync(inspector, visit.Page);
            await visit.Page.Context.AddCookiesAsync(minor);
            await InspectMinorAsync(inspector);
            await visit.Page.Context.AddCookiesAsync(regular);
            await InspectCheckoutAsync(inspector, visit.Page);
            await InspectOrdersAsync(inspector, visit.Page);
        }

        // Zero means that no large element had been painted when the value was read.
        var measures = inspectors.SelectMany(inspector => inspector.Measures).Where(measure => measure.LargestAtMs > 0)
            .OrderBy(measure => measure.LargestAtMs).ToList();
        foreach (var (page, largestAt, shift) in measures)
        {
            output.WriteLine($"{largestAt,6:0} ms  {shift:0.000}  {page}");
        }

        Console.WriteLine(
            $"Every page: {inspectors.Sum(each => each.Measures.Count)} inspections; largest contentful paint after "
            + $"{measures[measures.Count / 2].LargestAtMs:0} ms (median), {measures[^1].LargestAtMs:0} ms at most; "
            + $"layout shift {measures.Max(measure => measure.Shift):0.000} at most");

        var wrong = inspectors.SelectMany(inspector => inspector.Problems).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task InspectCatalogueAsync(PageInspector inspector, IPage page)
    {
        await inspector.InspectAsync("front", "/");
        await inspector.InspectAsync("products", "/products");
        await inspector.InspectAsync("category", "/products?category=tea");
        await inspector.InspectAsync("search", "/products?q=lamp");
        await inspector.InspectAsync("search-corrected", "/products?q=fountian");
        await inspector.InspectAfterAsync("suggestions", async () =>
        {
            await page.Locator("header input[name=q]").FillAsync("lamp");
            await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        });
        await inspector.InspectAsync("nothing-found", "/products?q=zeppelin");
        await inspector.InspectAsync("product-few-left", $"/products/{ShopOnDisplay.Few}");
        await inspector.InspectAsync("product-sold-out", $"/products/{_display.SoldOut}");
        await inspector.InspectAsync("product-adults-only", $"/products/{ShopOnDisplay.AdultsOnly}");
        await inspector.InspectAsync("terms", "/terms");
        await inspector.InspectAsync("privacy", "/privacy");
        await inspector.InspectAsync("product", $"/products/{ShopOnDisplay.Plenty}");
    }

    private async Task InspectCartAsync(PageInspector inspector, IPage page)
    {
        await inspector.InspectAfterAsync("product-added", async () =>
        {
            await page.Locator("form.buy button:not([name])").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        });
        await inspector.InspectAsync("cart-of-a-guest", "/cart");
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "cart",
                Value = $"1.{ShopOnDisplay.Plenty}x2.{ShopOnDisplay.Few}x9.{_display.SoldOut}x1",
                Url = $"{shop.WebAddress}",
            },
        ]);
        await inspector.InspectAsync("cart-with-sold-out", "/cart");
        await page.Context.ClearCookiesAsync();
        await inspector.InspectAsync("cart-empty", "/cart");
    }

    private static async Task InspectErrorPagesAsync(PageInspector inspector, IPage page)
    {
        await inspector.InspectAsync("not-found", "/nowhere", status: 404);
        await inspector.InspectAsync("no-such-product", "/products/999999", status: 404);

        // A form that was opened before another shopper signed in in this browser.
        await inspector.InspectAfterAsync("out-of-date", status: 400, act: async () =>
        {
            await page.EvaluateAsync("""
                const form = document.querySelector('form[action="/language"]');
                form.elements.__RequestVerificationToken.value = 'of another day';
                form.submit();
                """);
            await page.WaitForURLAsync("**/language");
        });
    }

    private async Task InspectSignUpAsync(PageInspector inspector, IPage page)
    {
        await inspector.InspectAsync("sign-in", "/sign-in");
        await inspector.InspectAfterAsync("sign-in-refused", async () =>
        {
            await page.Locator("[name=loginId]").FillAsync("nobody_of_this_name");
            await page.Locator("[name=password]").FillAsync("not a password");
            await page.Locator("main button[type=submit]").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        });

        await inspector.InspectAsync("sign-up", "/sign-up");
        await inspector.InspectAsync("sign-up-verified", await VerifiedAsync(page, "/sign-up?", Person.New()));
        await inspector.InspectAfterAsync("sign-up-refused", status: 422, act: async () =>
        {
            await page.Locator("[name=loginId]").FillAsync("a b");
            await page.Locator("main form button").ClickAsync();
            await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(3);
        });
        await inspector.InspectAsync("reset-password", "/reset-password");
        await inspector.InspectAsync(
            "reset-password-verified", await VerifiedAsync(page, "/reset-password?", Person.New()));
        await inspector.InspectAsync("find-id", "/find-id");
        await inspector.InspectAsync(
            "find-id-verified", await VerifiedAsync(page, "/find-id?", _display.Regular.Person));
        await inspector.InspectAfterAsync("find-id-found", async () =>
        {
            await page.Locator("main form button").ClickAsync();
            await Assertions.Expect(page.Locator("#found-login-id")).ToHaveTextAsync(_display.Regular.LoginId);
        });
    }

    private async Task InspectNewMemberAsync(PageInspector inspector, IPage page)
    {
        inspector.Typed.AddRange([_display.Newcomer.Person.Name, _display.Regular.Person.Name]);
        await inspector.InspectAsync("orders-empty", "/orders");
        await inspector.InspectAsync("cart-of-a-member-empty", "/cart");
        await inspector.InspectAsync("my-page", "/me");
        await inspector.InspectAfterAsync("my-page-closing", () => page.Locator("details summary").ClickAsync());
    }

    private static async Task InspectMinorAsync(PageInspector inspector)
    {
        await inspector.InspectAsync("product-for-no-minor", $"/products/{ShopOnDisplay.AdultsOnly}");
        await inspector.InspectAsync("cart-of-a-minor", "/cart");
        await inspector.InspectAsync("checkout-of-a-minor", "/checkout");
    }

    private async Task InspectCheckoutAsync(PageInspector inspector, IPage page)
    {
        inspector.Typed.AddRange([Shopper.Home.Recipient, Shopper.Home.Address1, Shopper.Home.Address2!]);
        await inspector.InspectAsync("my-page-restock", "/me");
        await inspector.InspectAsync("product-sold-out-awaited", $"/products/{_display.SoldOut}");
        await inspector.InspectAsync("cart-of-a-member", "/cart");
        await inspector.InspectAsync("checkout", "/checkout");
        await inspector.InspectAfterAsync("checkout-refused", status: 422, act: async () =>
        {
            await page.Locator("[name=recipient]").FillAsync(Shopper.Home.Recipient);
            await page.Locator("[name=phone]").FillAsync("1");
            await page.Locator("[name=postalCode]").FillAsync("1");
            await page.Locator("[name=address1]").FillAsync(Shopper.Home.Address1);
            await page.Locator("main .summary button[type=submit]").ClickAsync();
            await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(2);
        });
        await inspector.InspectAsync("pay", $"/orders/{_display.Unpaid.OrderId}/pay");
        await inspector.InspectAsync("return-checked", ReturnPageOf(_display.Checked));
        await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await inspector.InspectAsync("return-declined", ReturnPageOf(_display.Declined));
        await inspector.InspectAsync("return-paid", ReturnPageOf(_display.Paid));
        await inspector.InspectAsync("return-partly-refunded", ReturnPageOf(_display.PartlyRefunded));
        await inspector.InspectAsync("return-refunding", ReturnPageOf(_display.Refunding));
        await inspector.InspectAsync("return-expired", ReturnPageOf(_display.Expired));
    }

    private async Task InspectOrdersAsync(PageInspector inspector, IPage page)
    {
        await inspector.InspectAsync("orders", "/orders");
        await inspector.InspectAsync("cancel", $"/orders/{_display.Paid.OrderId}/cancel");
        await inspector.InspectAsync("cancel-partly-refunded", $"/orders/{_display.PartlyRefunded.OrderId}/cancel");
        await inspector.InspectAfterAsync("cancel-refused", status: 422, act: async () =>
        {
            await page.Locator("main form button").ClickAsync();
            await Assertions.Expect(page.Locator("#field-reason-error")).ToBeVisibleAsync();
        });
        foreach (var (name, order) in new[]
        {
            ("unpaid", _display.Unpaid), ("checked", _display.Checked), ("declined", _display.Declined),
            ("delivered", _display.Delivered), ("partly-refunded", _display.PartlyRefunded),
            ("expired", _display.Expired), ("refunding", _display.Refunding),
            ("refunded", _display.Refunded), ("needs-account", _display.NeedsAccount),
        })
        {
            await inspector.InspectAsync($"order-{name}", $"/orders/{order.OrderId}");
        }
    }

    // The address to which the identity window returns after this person completes the page's verification.
    private async Task<string> VerifiedAsync(IPage page, string address, Person person)
    {
        var step = page.Locator("portone-identity");
        var id = await step.GetAttributeAsync("data-verification");
        var ticketHash = Storefront.TicketHashIn(await step.GetAttributeAsync("data-request"));
        await shop.Sandbox.VerifyAsync(person, ticketHash, id: id);
        return $"{address}identityVerificationId={id}";
    }

    private static string ReturnPageOf(OrderReply order) =>
        $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}";
}
