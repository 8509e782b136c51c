// Every page of the shop in every state it has, on a desk and on a phone, in both languages, by day and by night. One
// walk sees all that can be seen of a page at once; the pictures it takes stay in artifacts/screenshots.
using Microsoft.Playwright;
using Shop.Commerce;
using Shop.Tests.Web;

namespace Shop.Tests.Looks;

[Collection(RunningShop.SharedToo)]
public sealed class LookingAtEveryPage(RunningShop shop, Browser browser, ITestOutputHelper output)
{
    private readonly ShopOnDisplay _display = new(shop);

    [Fact]
    public async Task Everybody_can_read_and_use_every_page_on_every_screen_in_both_languages()
    {
        await _display.ArrangeAsync();
        var newcomer = await _display.SessionOfAsync(_display.Newcomer);
        var minor = await _display.SessionOfAsync(_display.Minor);
        var regular = await _display.SessionOfAsync(_display.Regular);

        var walks = new List<Eye>();
        foreach (var language in new[] { "ko", "en" })
        {
            await using var visit = await browser.VisitAsync(shop, language, Eye.Phone);
            var eye = await Eye.OpensAsync(visit.Page, language);
            walks.Add(eye);
            await LooksAroundAsync(eye, visit.Page);
            await FillsACartAsync(eye, visit.Page);
            await GoesAstrayAsync(eye, visit.Page);
            await JoinsAsync(eye, visit.Page);
            await visit.Page.Context.ClearCookiesAsync();
            await visit.Page.Context.AddCookiesAsync(newcomer);
            await IsNewAsync(eye, visit.Page);
            await visit.Page.Context.AddCookiesAsync(minor);
            await IsTooYoungAsync(eye);
            await visit.Page.Context.AddCookiesAsync(regular);
            await OrdersAsync(eye, visit.Page);
            await LooksBackAsync(eye, visit.Page);
        }

        // Zero where nothing large had been painted yet when it was asked for.
        var measures = walks.SelectMany(walk => walk.Measures).Where(measure => measure.LargestAtMs > 0)
            .OrderBy(measure => measure.LargestAtMs).ToList();
        foreach (var (page, largestAt, shift) in measures)
        {
            output.WriteLine($"{largestAt,6:0} ms  {shift:0.000}  {page}");
        }

        Console.WriteLine(
            $"Every page: {walks.Sum(walk => walk.Measures.Count)} looks; largest contentful paint after "
            + $"{measures[measures.Count / 2].LargestAtMs:0} ms in the median, {measures[^1].LargestAtMs:0} ms at most; "
            + $"layout shift {measures.Max(measure => measure.Shift):0.000} at most");

        var wrong = walks.SelectMany(walk => walk.Wrong).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task LooksAroundAsync(Eye eye, IPage page)
    {
        await eye.SeesAsync("front", "/");
        await eye.SeesAsync("products", "/products");
        await eye.SeesAsync("category", "/products?category=tea");
        await eye.SeesAsync("search", "/products?q=lamp");
        await eye.SeesAsync("search-corrected", "/products?q=fountian");
        await eye.SeesAfterAsync("suggestions", async () =>
        {
            await page.Locator("header input[name=q]").FillAsync("lamp");
            await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        });
        await eye.SeesAsync("nothing-found", "/products?q=zeppelin");
        await eye.SeesAsync("product-few-left", $"/products/{ShopOnDisplay.Few}");
        await eye.SeesAsync("product-sold-out", $"/products/{_display.SoldOut}");
        await eye.SeesAsync("product-adults-only", $"/products/{ShopOnDisplay.AdultsOnly}");
        await eye.SeesAsync("terms", "/terms");
        await eye.SeesAsync("privacy", "/privacy");
        await eye.SeesAsync("product", $"/products/{ShopOnDisplay.Plenty}");
    }

    private async Task FillsACartAsync(Eye eye, IPage page)
    {
        await eye.SeesAfterAsync("product-added", async () =>
        {
            await page.Locator("form.buy button:not([name])").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        });
        await eye.SeesAsync("cart-of-a-guest", "/cart");
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "cart",
                Value = $"1.{ShopOnDisplay.Plenty}x2.{ShopOnDisplay.Few}x9.{_display.SoldOut}x1",
                Url = $"{shop.WebAddress}",
            },
        ]);
        await eye.SeesAsync("cart-with-sold-out", "/cart");
        await page.Context.ClearCookiesAsync();
        await eye.SeesAsync("cart-empty", "/cart");
    }

    private static async Task GoesAstrayAsync(Eye eye, IPage page)
    {
        await eye.SeesAsync("not-found", "/nowhere", status: 404);
        await eye.SeesAsync("no-such-product", "/products/999999", status: 404);

        // A form that was opened before somebody else signed in here.
        await eye.SeesAfterAsync("out-of-date", status: 400, act: async () =>
        {
            await page.EvaluateAsync("""
                const form = document.querySelector('form[action="/language"]');
                form.elements.__RequestVerificationToken.value = 'of another day';
                form.submit();
                """);
            await page.WaitForURLAsync("**/language");
        });
    }

    private async Task JoinsAsync(Eye eye, IPage page)
    {
        await eye.SeesAsync("sign-in", "/sign-in");
        await eye.SeesAfterAsync("sign-in-refused", async () =>
        {
            await page.Locator("[name=loginId]").FillAsync("nobody_of_this_name");
            await page.Locator("[name=password]").FillAsync("not a password");
            await page.Locator("main button[type=submit]").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        });

        await eye.SeesAsync("sign-up", "/sign-up");
        await eye.SeesAsync("sign-up-verified", await VerifiedAsync(page, "/sign-up?", Person.New()));
        await eye.SeesAfterAsync("sign-up-refused", status: 422, act: async () =>
        {
            await page.Locator("[name=loginId]").FillAsync("a b");
            await page.Locator("main form button").ClickAsync();
            await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(3);
        });
        await eye.SeesAsync("reset-password", "/reset-password");
        await eye.SeesAsync("reset-password-verified", await VerifiedAsync(page, "/reset-password?", Person.New()));
        await eye.SeesAsync("find-id", "/find-id");
        await eye.SeesAsync("find-id-verified", await VerifiedAsync(page, "/find-id?", _display.Regular.Person));
        await eye.SeesAfterAsync("find-id-found", async () =>
        {
            await page.Locator("main form button").ClickAsync();
            await Assertions.Expect(page.Locator("#found-login-id")).ToHaveTextAsync(_display.Regular.LoginId);
        });
    }

    private async Task IsNewAsync(Eye eye, IPage page)
    {
        eye.Typed.AddRange([_display.Newcomer.Person.Name, _display.Regular.Person.Name]);
        await eye.SeesAsync("orders-empty", "/orders");
        await eye.SeesAsync("cart-of-a-member-empty", "/cart");
        await eye.SeesAsync("my-page", "/me");
        await eye.SeesAfterAsync("my-page-closing", () => page.Locator("details summary").ClickAsync());
    }

    private static async Task IsTooYoungAsync(Eye eye)
    {
        await eye.SeesAsync("product-for-no-minor", $"/products/{ShopOnDisplay.AdultsOnly}");
        await eye.SeesAsync("cart-of-a-minor", "/cart");
        await eye.SeesAsync("checkout-of-a-minor", "/checkout");
    }

    private async Task OrdersAsync(Eye eye, IPage page)
    {
        eye.Typed.AddRange([Shopper.Home.Recipient, Shopper.Home.Address1, Shopper.Home.Address2!]);
        await eye.SeesAsync("my-page-restock", "/me");
        await eye.SeesAsync("product-sold-out-awaited", $"/products/{_display.SoldOut}");
        await eye.SeesAsync("cart-of-a-member", "/cart");
        await eye.SeesAsync("checkout", "/checkout");
        await eye.SeesAfterAsync("checkout-refused", status: 422, act: async () =>
        {
            await page.Locator("[name=recipient]").FillAsync(Shopper.Home.Recipient);
            await page.Locator("[name=phone]").FillAsync("1");
            await page.Locator("[name=postalCode]").FillAsync("1");
            await page.Locator("[name=address1]").FillAsync(Shopper.Home.Address1);
            await page.Locator("main .summary button[type=submit]").ClickAsync();
            await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(2);
        });
        await eye.SeesAsync("pay", $"/orders/{_display.Unpaid.OrderId}/pay");
        await eye.SeesAsync("return-checked", ReturnPageOf(_display.Checked));
        await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await eye.SeesAsync("return-declined", ReturnPageOf(_display.Declined));
        await eye.SeesAsync("return-paid", ReturnPageOf(_display.Paid));
        await eye.SeesAsync("return-partly-refunded", ReturnPageOf(_display.PartlyRefunded));
        await eye.SeesAsync("return-refunding", ReturnPageOf(_display.Refunding));
        await eye.SeesAsync("return-expired", ReturnPageOf(_display.Expired));
    }

    private async Task LooksBackAsync(Eye eye, IPage page)
    {
        await eye.SeesAsync("orders", "/orders");
        await eye.SeesAsync("cancel", $"/orders/{_display.Paid.OrderId}/cancel");
        await eye.SeesAsync("cancel-partly-refunded", $"/orders/{_display.PartlyRefunded.OrderId}/cancel");
        await eye.SeesAfterAsync("cancel-refused", status: 422, act: async () =>
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
            await eye.SeesAsync($"order-{name}", $"/orders/{order.OrderId}");
        }
    }

    // Where the window leads back to, when this person has verified in it what the page began.
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
