// Inspects every page of the shop in every state, on desktop and phone, in both languages and both colour schemes. One
// visit checks everything about a page at once; the screenshots are stored in artifacts/screenshots.
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shop.Tests.Web;

namespace Shop.Tests.Looks;

[Collection(RunningShop.SharedToo)]
public sealed class EveryPageTests(RunningShop shop, Browser browser)
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

        Console.WriteLine($"Every page: {inspectors.Sum(inspector => inspector.Inspections)} inspections");
        var wrong = inspectors.SelectMany(inspector => inspector.Problems).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task InspectCatalogueAsync(PageInspector inspector, IPage page)
    {
        await inspector.InspectAllAsync(
            ("front", "/"),
            ("products", "/products"),
            ("category", "/products?category=tea"),
            ("search", "/products?q=lamp"),
            ("search-corrected", "/products?q=fountian"));
        await inspector.InspectAfterAsync("suggestions", async () =>
        {
            await page.Locator("header input[name=q]").FillAsync("lamp");
            await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        });
        await inspector.InspectAllAsync(
            ("nothing-found", "/products?q=zeppelin"),
            ("product-few-left", $"/products/{ShopOnDisplay.Few}"),
            ("product-sold-out", $"/products/{_display.SoldOut}"),
            ("product-adults-only", $"/products/{ShopOnDisplay.AdultsOnly}"),
            ("terms", "/terms"),
            ("privacy", "/privacy"),
            ("product", $"/products/{ShopOnDisplay.Plenty}"));
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
            await page.GotoAsync("/sign-in");
            await page.EvaluateAsync("""
                const form = document.querySelector('main form[method="post"]');
                form.elements.__RequestVerificationToken.value = 'of another day';
                form.action = '/sign-out';
                form.submit();
                """);
            await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-out$"));
        });
    }

    private async Task InspectSignUpAsync(PageInspector inspector, IPage page)
    {
        await inspector.InspectAsync("sign-in", "/sign-in");
        await inspector.InspectAfterAsync("sign-in-refused", async () =>
        {
            await page.Locator("[name=loginId]").FillAsync("unknown_login_id");
            await page.Locator("[name=password]").FillAsync("not a password");
            await page.Locator("main button[type=submit]").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        });

        await InspectVerificationAsync("sign-up", Person.New());
        await inspector.InspectAfterAsync("sign-up-refused", status: 422, act: async () =>
        {
            await page.Locator("[name=loginId]").FillAsync("a b");
            await page.Locator("main form button").ClickAsync();
            await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(3);
        });
        await InspectVerificationAsync("reset-password", Person.New());
        await InspectVerificationAsync("find-id", _display.Regular.Person);
        await inspector.InspectAfterAsync("find-id-found", async () =>
        {
            await page.Locator("main form button").ClickAsync();
            await Assertions.Expect(page.Locator("#found-login-id")).ToHaveTextAsync(_display.Regular.LoginId);
        });

        // Inspects a page before and after this person completes its identity verification.
        async Task InspectVerificationAsync(string name, Person person)
        {
            await inspector.InspectAsync(name, $"/{name}");
            var step = page.Locator("portone-identity");
            var id = await step.GetAttributeAsync("data-verification");
            var ticketHash = Storefront.TicketHashIn(await step.GetAttributeAsync("data-request"));
            await shop.Sandbox.VerifyAsync(person, ticketHash, id: id);
            await inspector.InspectAsync($"{name}-verified", $"/{name}?identityVerificationId={id}");
        }
    }

    private async Task InspectNewMemberAsync(PageInspector inspector, IPage page)
    {
        inspector.Typed.AddRange([_display.Newcomer.Person.Name, _display.Regular.Person.Name]);
        await inspector.InspectAllAsync(
            ("orders-empty", "/orders"), ("cart-of-a-member-empty", "/cart"), ("my-page", "/me"));
        await inspector.InspectAfterAsync("my-page-closing", () => page.Locator("details summary").ClickAsync());
    }

    private static Task InspectMinorAsync(PageInspector inspector) => inspector.InspectAllAsync(
        ("product-for-no-minor", $"/products/{ShopOnDisplay.AdultsOnly}"),
        ("cart-of-a-minor", "/cart"),
        ("checkout-of-a-minor", "/checkout"));

    private async Task InspectCheckoutAsync(PageInspector inspector, IPage page)
    {
        inspector.Typed.AddRange([Shopper.Home.Recipient, Shopper.Home.Address1, Shopper.Home.Address2!]);
        await inspector.InspectAllAsync(
            ("my-page-restock", "/me"),
            ("product-sold-out-awaited", $"/products/{_display.SoldOut}"),
            ("cart-of-a-member", "/cart"),
            ("checkout", "/checkout"));
        await inspector.InspectAfterAsync("checkout-refused", status: 422, act: async () =>
        {
            await page.Locator("[name=recipient]").FillAsync(Shopper.Home.Recipient);
            await page.Locator("[name=phone]").FillAsync("1");
            await page.Locator("[name=postalCode]").FillAsync("1");
            await page.Locator("[name=address1]").FillAsync(Shopper.Home.Address1);
            await page.Locator("main .summary button[type=submit]").ClickAsync();
            await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(2);
        });
        await inspector.InspectAsync("pay", $"/orders/{_display.Orders["unpaid"].OrderId}/pay");
        foreach (var state in new[] { "checked", "declined", "paid", "partly-refunded", "refunding", "expired" })
        {
            var order = _display.Orders[state];
            await inspector.InspectAsync(
                $"return-{state}", $"/payments/return?paymentId={order.PaymentKey}&orderId={order.OrderId}");
            if (state == "checked")
            {
                await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status)).ToBeVisibleAsync();
            }
        }
    }

    private async Task InspectOrdersAsync(PageInspector inspector, IPage page)
    {
        await inspector.InspectAllAsync(
            ("orders", "/orders"),
            ("cancel", $"/orders/{_display.Orders["paid"].OrderId}/cancel"),
            ("cancel-partly-refunded", $"/orders/{_display.Orders["partly-refunded"].OrderId}/cancel"));
        await inspector.InspectAfterAsync("cancel-refused", status: 422, act: async () =>
        {
            await page.Locator("main form button").ClickAsync();
            await Assertions.Expect(page.Locator("#field-reason-error")).ToBeVisibleAsync();
        });
        await inspector.InspectAllAsync(
            [.. _display.Orders.Select(order => ($"order-{order.Key}", $"/orders/{order.Value.OrderId}"))]);
    }
}
