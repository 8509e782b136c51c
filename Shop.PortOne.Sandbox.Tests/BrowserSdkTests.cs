// PortOne's published browser SDK opens the sandbox's window over a page of another origin in Chromium.
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.PortOne.Sandbox.Tests;

[Collection(SharedSandbox.Name)]
public sealed class BrowserSdkTests(SandboxProcess sandbox, BrowserSdkTests.LocalBrowser browser)
    : IClassFixture<BrowserSdkTests.LocalBrowser>, IAsyncDisposable
{
    private const string Shop = "http://shop.test";
    private const string Payment = "requestPayment", Identity = "requestIdentityVerification";

    private readonly JsonObject _payment = SandboxProcess.WindowRequest();
    private Visit? _visit;

    private string PaymentId => _payment.Text("paymentId")!;

    public async ValueTask DisposeAsync()
    {
        _visit!.AssertNoConsoleErrors();
        await _visit.DisposeAsync();
    }

    [Fact]
    public async Task Shopper_declines_cancels_closes_and_pays_one_payment()
    {
        var page = await ShopPageAsync();

        var declined = await OpenAsync(page, Payment, _payment, "#decline");
        var cancelled = await OpenAsync(page, Payment, _payment, "#cancel");
        var failed = await sandbox.PaymentAsync(PaymentId);
        var closed = await OpenAsync(page, Payment, _payment, "#close");
        var left = await sandbox.PaymentAsync(PaymentId);
        var paid = await OpenAsync(page, Payment, _payment, "#pay");
        var again = await OpenAsync(page, Payment, _payment);

        Assert.Equal("FAILURE_TYPE_PG", declined.Text("code"));
        Assert.Equal("PAY_PROCESS_CANCELED", cancelled.Text("pgCode"));
        Assert.Equal(("FAILED", "PAY_PROCESS_CANCELED"), (failed.Text("status"), failed.Text("failure.pgCode")));
        Assert.Equal("PAY_PROCESS_CANCELED", closed.Text("pgCode"));
        Assert.Equal("READY", left.Text("status"));
        Assert.Null(paid["code"]);
        Assert.Equal(
            ("PaymentError", "PaymentAlreadyPaid"), (again.Text("__portOneErrorType"), again.Text("code")));
        await sandbox.AssertBookedAsync(PaymentId, 12_900);
        Assert.Equal("""{"order":7}""", (await sandbox.PaymentAsync(PaymentId)).Text("customData"));
    }

    [Fact]
    public async Task Amount_that_differs_from_the_registered_one_opens_no_window()
    {
        var page = await ShopPageAsync();
        (await sandbox.SendAsync("POST", $"/payments/{PaymentId}/pre-register", new { totalAmount = 12_900 })).Ok();
        _payment["totalAmount"] = 100;

        var tampered = await OpenAsync(page, Payment, _payment);

        Assert.Equal("AmountNotEqualToPredefined", tampered.Text("code"));
        Assert.Equal(0, await page.Locator("iframe").CountAsync());
    }

    [Fact]
    public async Task Phone_is_redirected_and_returns_with_the_result_in_the_query()
    {
        var page = await ShopPageAsync(isMobile: true);
        _payment["redirectUrl"] = $"{Shop}/return?order=7";

        await page.EvaluateAsync("(request) => { requestWindow('requestPayment', request); }", $"{_payment}");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{sandbox.Address}window/"));
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.ClickAsync("#pay");
        await page.WaitForURLAsync($"{Shop}/return**", new() { WaitUntil = WaitUntilState.Commit });

        Assert.Contains($"order=7&transactionType=PAYMENT&paymentId={PaymentId}&txId=", page.Url);
        Assert.DoesNotContain("code=", page.Url);
    }

    [Fact]
    public async Task Identity_verification_can_fail_and_then_succeeds_once()
    {
        var page = await ShopPageAsync();
        var id = SandboxProcess.NewId();
        var request = new JsonObject
        {
            ["storeId"] = SandboxProcess.StoreId,
            ["channelKey"] = SandboxProcess.IdentityChannelKey,
            ["identityVerificationId"] = id,
            ["customData"] = "hash of the ticket",
            ["bypass"] = new JsonObject { ["inicisUnified"] = new JsonObject { ["flgFixedUser"] = "N" } },
        };

        var failed = await OpenAsync(page, Identity, request, "#fail");
        var verified = await OpenAsync(page, Identity, request, "#verify");
        var again = await OpenAsync(page, Identity, request);

        Assert.Equal("FAILURE_TYPE_PG", failed.Text("code"));
        Assert.Equal((null, id), (verified.Text("code"), verified.Text("identityVerificationId")));
        Assert.Equal("IdentityVerificationAlreadyVerified", again.Text("code"));
        var verification = (await sandbox.SendAsync("GET", $"/identity-verifications/{id}")).Ok();
        Assert.Equal("hash of the ticket", verification.Text("customData"));
        Assert.Equal("홍길동", verification.Text("verifiedCustomer.name"));
    }

    // Opens the window, clicks a button if one is given, and returns the result that the shop's page gets.
    private static async Task<JsonNode> OpenAsync(IPage page, string function, JsonObject request, string? press = null)
    {
        var result = page.EvaluateAsync<string>(
            "([name, request]) => requestWindow(name, request)", new[] { function, $"{request}" });
        if (press is not null)
        {
            await page.FrameLocator("iframe").Locator(press).ClickAsync();
        }

        return JsonNode.Parse(await result)!;
    }

    // The browser gets the shop's page and the SDK from the folder of the real clients.
    private async Task<IPage> ShopPageAsync(bool isMobile = false)
    {
        await RealClients.InstalledAsync();
        _visit = await browser.VisitAsync(new(Shop), width: isMobile ? 390 : 1280, isMobile: isMobile);
        await _visit.Page.RouteAsync($"{Shop}/**", route =>
        {
            var path = new Uri(route.Request.Url).AbsolutePath;
            var file = path.EndsWith(".js", StringComparison.Ordinal) ? path[1..] : "shop.html";
            return route.FulfillAsync(new() { Path = Path.Combine(RealClients.Folder, file) });
        });
        await _visit.Page.GotoAsync($"/?sandbox={sandbox.Address}");
        await _visit.Page.WaitForFunctionAsync("() => window.requestWindow !== undefined");
        return _visit.Page;
    }

    /// <summary>The tests serve the page, so Chromium takes it for public; such a page may not call loopback.</summary>
    public sealed class LocalBrowser() : Browser("--disable-features=LocalNetworkAccessChecks");
}
