// Opens PortOne's windows from the shop's pages, by promise and by redirect, and checks what the shopper sees when a
// window does not open. To simulate failures, a script of the test replaces the sandbox's SDK.
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class PaymentWindowTests(RunningShop shop, Browser browser)
{
    private const string Pending = "new Promise(() => {})";

    [Theory]
    [InlineData("신용·체크카드", "TOSSPAYMENTS", 390)]
    [InlineData("카카오페이", "KAKAOPAY", 1280)]
    [InlineData("네이버페이", "NAVERPAY", 390)]
    [InlineData("토스페이", "TOSSPAY_V2", 1280)]
    [InlineData("계좌이체", "INICIS_V2", 390)] // Redirected by a form through another host.
    [InlineData("계좌이체", "INICIS_V2", 1280)]
    public async Task Every_configured_method_pays(string method, string provider, int width)
    {
        var (shopper, isMobile) = (await shop.NewShopperAsync(), width == 390);
        await using var visit = await browser.VisitAsync(shop, width: width, isMobile: isMobile);
        var page = visit.Page;

        await page.StartOrderAsync(shopper, await shop.NewProductAsync());
        await page.GetByLabel(method).CheckAsync();
        await page.GetByLabel("이메일").FillAsync("kim.haneul@example.com");
        await page.PayButton().ClickAsync();
        await (isMobile ? page.Locator("#pay") : page.Window().Locator("#pay")).ClickAsync();
        await page.ExpectHeadingAsync(Storefront.Paid);

        var payment = await shop.Sandbox.PaymentAsync(await shop.KeyOfAsync(shopper));
        Assert.Equal(provider, (string?)payment["channel"]!["pgProvider"]);
        Assert.Equal("kim.haneul@example.com", (string?)payment["customer"]!["email"]);
        visit.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Identity_is_verified_on_a_phone_that_is_handed_over_by_a_form()
    {
        await using var visit = await browser.VisitAsync(shop, width: 390, isMobile: true);

        await visit.Page.GotoAsync("/sign-up");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "본인인증하기" }).ClickAsync();
        await visit.Page.Locator("#verify").ClickAsync();

        await Assertions.Expect(visit.Page.GetByLabel("아이디")).ToBeVisibleAsync();
        visit.AssertNoConsoleErrors();
    }

    // A refusal by the SDK, violations of the content security policy, and a window that never reports.
    [Theory]
    [InlineData("Promise.reject(Object.assign(new Error('email is required <b>here</b>.'),"
        + " { __portOneErrorType: 'PaymentError', code: 'PGProviderError' }))", "email is required <b>here</b>.")]
    [InlineData("(load('iframe', 'http://bank.test/'), " + Pending + ")")]
    [InlineData("(load('script', 'https://bank.test/a.js'), " + Pending + ")")]
    [InlineData("(fetch('https://bank.test/').catch(() => {}), " + Pending + ")")]
    [InlineData(Pending, "", 20)]
    public async Task Window_that_does_not_open_is_reported_and_can_be_opened_again(
        string opening, string reason = "", int afterSeconds = 0)
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = await OpenPaymentPageAsync(visit, $$"""
            const load = (kind, src) => document.body.append(Object.assign(document.createElement(kind), { src }));
            window.PortOne = { requestPayment: () => {{opening}} };
            """);

        await page.PayButton().ClickAsync();
        if (afterSeconds > 0)
        {
            await Assertions.Expect(page.PayButton()).ToBeDisabledAsync();
            await page.Clock.FastForwardAsync((afterSeconds - 1) * 1_000);
            await Assertions.Expect(page.PayButton()).ToBeDisabledAsync();
            await page.Clock.FastForwardAsync(2_000);
        }

        await Assertions.Expect(page.Locator("[data-failed]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-reason]")).ToHaveTextAsync(reason);
        await Assertions.Expect(page.Locator("[data-advice]"))
            .ToBeVisibleAsync(new() { Visible = reason.Length == 0 });
        await Assertions.Expect(page.PayButton()).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Visible_window_has_no_opening_timeout()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = await OpenPaymentPageAsync(visit);

        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Window().Locator("#pay")).ToBeVisibleAsync();
        await page.Clock.FastForwardAsync(60_000);
        await Assertions.Expect(page.Locator("[data-failed]")).ToBeHiddenAsync();

        await page.PayAsync();
    }

    [Fact]
    public async Task Late_failure_leaves_the_next_attempt_open_and_late_success_continues()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = await OpenPaymentPageAsync(visit, """
            window.openings = [];
            window.PortOne = { requestPayment: () =>
              new Promise((resolve, reject) => { window.openings.push({ resolve, reject }); }) };
            """);

        await OpenAsync(1);
        await page.Clock.FastForwardAsync(21_000);
        await OpenAsync(2);
        await page.EvaluateAsync("openings[0].reject(new Error('late'))");
        await Assertions.Expect(page.PayButton()).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("[data-failed]")).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync(21_000);
        await Assertions.Expect(page.Locator("[data-advice]")).ToBeVisibleAsync(); // The second has its own timer.

        await OpenAsync(3);
        await page.EvaluateAsync("openings[1].resolve({ txId: 'late' })");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/payments/return[?]"));

        async Task OpenAsync(int number)
        {
            await page.PayButton().ClickAsync();
            await page.WaitForFunctionAsync($"() => window.openings?.length === {number}");
        }
    }

    [Fact]
    public async Task Pop_up_is_opened_by_a_click_on_a_computer()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await ReplaceSdkAsync(page, $$"""
            window.openings = 0;
            window.PortOne = { requestPayment: () => { window.openings += 1; return {{Pending}}; } };
            """);

        await page.StartOrderAsync(await shop.NewShopperAsync(), await shop.NewProductAsync());
        await page.GetByLabel("네이버페이").CheckAsync();
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/pay[?]method=NAVERPAY"));
        await page.IsAliveAsync();
        await Assertions.Expect(page.PayButton()).ToBeEnabledAsync();
        await page.PayButton().ClickAsync();

        await page.WaitForFunctionAsync("() => window.openings === 1");
    }

    [Fact]
    public async Task Lowered_amount_opens_no_window_and_a_paid_payment_offers_its_result()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        var (shopper, order) = await page.OpenPaymentPageAsync(shop);

        await page.Locator("portone-payment").EvaluateAsync("""
            (element) => {
              const requests = JSON.parse(element.dataset.requests);
              Object.values(requests).forEach((request) => { request.totalAmount = 100; });
              element.dataset.requests = JSON.stringify(requests);
            }
            """);
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("창을 열지 못했습니다");
        await Assertions.Expect(page.Window().Locator("#pay")).Not.ToBeVisibleAsync();
        Assert.Equal(PaymentStatus.Pending, (await shopper.GetOrderAsync(order)).PaymentStatus);

        await page.ReloadAsync();
        await page.IsAliveAsync();
        await shopper.PayAsync(order); // In another tab.
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page.Locator("[data-reason]")).ToContainTextAsync("paid already");
        await page.GetByRole(AriaRole.Link, new() { Name = "결제 결과 확인" }).ClickAsync();
        await page.ExpectHeadingAsync(Storefront.Paid);
    }

    // A payment page whose time the test controls, and the SDK if it is given.
    private async Task<IPage> OpenPaymentPageAsync(Visit visit, string? sdk = null)
    {
        await visit.Page.Clock.InstallAsync();
        if (sdk is not null)
        {
            await ReplaceSdkAsync(visit.Page, sdk);
        }

        await visit.Page.OpenPaymentPageAsync(shop);
        return visit.Page;
    }

    private static Task ReplaceSdkAsync(IPage page, string sdk) => page.RouteAsync(
        "**/v2/browser-sdk.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = sdk }));
}
