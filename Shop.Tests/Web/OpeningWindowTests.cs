// Opens PortOne's windows from the shop's pages, by promise and by redirect, and checks what the shopper sees when a
// window does not open. To simulate failures, a script of the test replaces the sandbox's SDK.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class OpeningWindowTests(RunningShop shop, Browser browser)
{
    private const string Refused = "customer.email is required <b>here</b>.";

    [Theory]
    [InlineData("신용·체크카드", "TOSSPAYMENTS", 390)]
    [InlineData("카카오페이", "KAKAOPAY", 1280)]
    [InlineData("네이버페이", "NAVERPAY", 390)]
    [InlineData("토스페이", "TOSSPAY_V2", 1280)]
    [InlineData("계좌이체", "INICIS_V2", 390)] // Redirected by a form through another host.
    [InlineData("계좌이체", "INICIS_V2", 1280)]
    public async Task Every_configured_method_pays(string method, string provider, int width)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var isMobile = width == 390;
        await using var visit = await browser.VisitAsync(shop, width: width, isMobile: isMobile);
        var page = visit.Page;

        await StartOrderAsync(page, shopper, product);
        await page.GetByLabel(method).CheckAsync();
        await page.GetByLabel("이메일").FillAsync("kim.haneul@example.com");
        await page.PayButton().ClickAsync();
        await (isMobile ? page.Locator("#pay") : page.Window().Locator("#pay")).ClickAsync();
        await page.SeesAsync("주문이 완료되었습니다");

        var payment = await shop.Sandbox.PaymentAsync(await shop.KeyOfAsync(shopper));
        Assert.Equal(provider, (string?)payment["channel"]!["pgProvider"]);
        Assert.Equal("kim.haneul@example.com", (string?)payment["customer"]!["email"]);
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Identity_is_verified_on_a_phone_that_is_handed_over_by_a_form()
    {
        await using var visit = await browser.VisitAsync(shop, width: 390, isMobile: true);
        var page = visit.Page;

        await page.GotoAsync("/sign-up");
        await page.GetByRole(AriaRole.Button, new() { Name = "본인인증하기" }).ClickAsync();
        await page.Locator("#verify").ClickAsync();

        await Assertions.Expect(page.GetByLabel("아이디")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Refusal_is_shown_in_the_SDKs_words_and_the_button_becomes_usable()
    {
        await using var visit = await VisitWithAsync($$"""
            window.PortOne = { requestPayment: () => Promise.reject(Object.assign(
              new Error("{{Refused}}"), { __portOneErrorType: "PaymentError", code: "PGProviderError" })) };
            """);
        var page = visit.Page;

        await page.OrdersAtOnceAsync(await shop.NewShopperAsync(), await shop.NewProductAsync());

        await Assertions.Expect(page.Locator("[data-reason]")).ToHaveTextAsync(Refused);
        await Assertions.Expect(page.Locator("[data-advice]")).ToBeHiddenAsync();
        await Assertions.Expect(page.PayButton()).ToBeEnabledAsync();
    }

    [Theory]
    [InlineData("load('iframe', 'http://bank.test/')")]
    [InlineData("load('script', 'https://bank.test/a.js')")]
    [InlineData("fetch('https://bank.test/').catch(() => {})")]
    public async Task Violation_of_the_policy_counts_as_a_failed_opening(string act)
    {
        const string Load =
            "const load = (kind, src) => document.body.append(Object.assign(document.createElement(kind), { src }));";
        await using var visit = await VisitWithAsync(
            $"{Load} window.PortOne = {{ requestPayment: () => {{ {act}; return new Promise(() => {{}}); }} }};");
        var page = visit.Page;

        await page.OrdersAtOnceAsync(await shop.NewShopperAsync(), await shop.NewProductAsync());

        await Assertions.Expect(page.Locator("[data-advice]")).ToBeVisibleAsync();
        await Assertions.Expect(page.PayButton()).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Window_that_never_reports_counts_as_a_failed_opening_after_20_s()
    {
        await using var visit = await VisitWithAsync(
            "window.PortOne = { requestPayment: () => new Promise(() => {}) };");
        var page = visit.Page;

        await page.Clock.InstallAsync();
        await page.OrdersAtOnceAsync(await shop.NewShopperAsync(), await shop.NewProductAsync());
        await Assertions.Expect(page.PayButton()).ToBeDisabledAsync();
        await page.Clock.FastForwardAsync(19_000);
        await Assertions.Expect(page.PayButton()).ToBeDisabledAsync();
        await page.Clock.FastForwardAsync(2_000);

        await Assertions.Expect(page.Locator("[data-failed]")).ToBeVisibleAsync();
        await Assertions.Expect(page.PayButton()).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Visible_window_has_no_opening_timeout()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;

        await page.Clock.InstallAsync();
        await page.OrdersAtOnceAsync(shopper, product);
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();
        await page.Clock.FastForwardAsync(60_000);
        await Assertions.Expect(page.Locator("[data-failed]")).ToBeHiddenAsync();
        await page.Window().Locator("#pay").ClickAsync();

        await page.SeesAsync("주문이 완료되었습니다");
    }

    [Fact]
    public async Task Late_failure_leaves_the_next_attempt_open_and_late_success_continues()
    {
        await using var visit = await VisitWithAsync("""
            window.openings = [];
            window.PortOne = { requestPayment: () =>
              new Promise((resolve, reject) => { window.openings.push({ resolve, reject }); }) };
            """);
        var page = visit.Page;

        await page.Clock.InstallAsync();
        await page.OrdersAtOnceAsync(await shop.NewShopperAsync(), await shop.NewProductAsync());
        await page.WaitForFunctionAsync("() => window.openings?.length === 1");
        await page.Clock.FastForwardAsync(21_000);
        await page.PayButton().ClickAsync();
        await page.WaitForFunctionAsync("() => window.openings.length === 2");
        await page.EvaluateAsync("openings[0].reject(new Error('late'))");
        await Assertions.Expect(page.PayButton()).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("[data-failed]")).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync(21_000);
        await Assertions.Expect(page.Locator("[data-advice]")).ToBeVisibleAsync(); // The second has its own timer.

        await page.PayButton().ClickAsync();
        await page.WaitForFunctionAsync("() => window.openings.length === 3");
        await page.EvaluateAsync("openings[1].resolve({ txId: 'late' })");
        await page.WaitForURLAsync("**/payments/return?*");
    }

    [Fact]
    public async Task Pop_up_is_opened_by_a_click_on_a_computer()
    {
        await using var visit = await VisitWithAsync("""
            window.openings = 0;
            window.PortOne = { requestPayment: () => { window.openings += 1; return new Promise(() => {}); } };
            """);
        var page = visit.Page;

        await StartOrderAsync(page, await shop.NewShopperAsync(), await shop.NewProductAsync());
        await page.GetByLabel("네이버페이").CheckAsync();
        await page.PayButton().ClickAsync();
        await page.WaitForURLAsync("**/pay?method=NAVERPAY*");
        await page.IsAliveAsync();
        await Assertions.Expect(page.PayButton()).ToBeEnabledAsync();
        await page.PayButton().ClickAsync();

        await page.WaitForFunctionAsync("() => window.openings === 1");
        await Assertions.Expect(page.PayButton()).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Refusal_of_a_payment_that_is_paid_already_offers_its_result()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}/pay");
        await page.IsAliveAsync();

        await shopper.PaysAsync(order);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Locator("[data-reason]")).ToContainTextAsync("paid already");
        await page.GetByRole(AriaRole.Link, new() { Name = "결제 결과 확인" }).ClickAsync();

        await page.SeesAsync("주문이 완료되었습니다");
    }

    [Fact]
    public async Task Content_security_policy_allows_forms_to_any_host()
    {
        await using var visit = await browser.VisitAsync(shop);
        var response = await visit.Page.GotoAsync("/sign-up");

        var policy = response!.Headers["content-security-policy"];

        Assert.DoesNotContain("form-action", policy);
        Assert.Contains("frame-src https: ", policy);
        Assert.DoesNotContain("unsafe", policy);
    }

    private static async Task StartOrderAsync(IPage page, Shopper shopper, Product product)
    {
        await page.SignsInAsync(shopper, $"/products/{product.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "바로 구매" }).ClickAsync();
        await page.FillsInTheAddressAsync();
    }

    private async Task<Visit> VisitWithAsync(string sdk)
    {
        var visit = await browser.VisitAsync(shop);
        await visit.Page.RouteAsync(
            "**/v2/browser-sdk.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = sdk }));
        return visit;
    }
}
