// Tests the provider's window in Chromium. PortOne's published SDK package opens it over a page of another origin. The
// page's content security policy is as strict as the storefront's.
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class SandboxWindowTests(SandboxProcess sandbox) : IAsyncLifetime
{
    private const string Shop = "http://shop.test";
    private const string Phone =
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

    private readonly List<string> _errors = [];
    private IPlaywright _playwright = null!;
    private IBrowser _chromium = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            // The test itself serves the shop's page, so Chromium treats it as a public page, which may not call
            // the loopback address.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }

    [Fact]
    public async Task Shopper_declines_cancels_closes_and_pays_one_payment()
    {
        var page = await ShopPageAsync();
        var payment = PaymentRequest(SandboxProcess.NewId());

        var declined = await OpenAsync(page, "requestPayment", payment, "#decline");
        var cancelled = await OpenAsync(page, "requestPayment", payment, "#cancel");
        var failed = await sandbox.PaymentAsync((string)payment["paymentId"]!);
        var closed = await OpenAsync(page, "requestPayment", payment, "#close");
        var left = await sandbox.PaymentAsync((string)payment["paymentId"]!);
        var paid = await OpenAsync(page, "requestPayment", payment, "#pay");
        var again = await OpenAsync(page, "requestPayment", payment);

        Assert.Equal("FAILURE_TYPE_PG", (string?)declined["code"]);
        Assert.Equal("PAY_PROCESS_CANCELED", (string?)cancelled["pgCode"]);
        Assert.Equal("FAILED", (string?)failed["status"]);
        Assert.Equal("PAY_PROCESS_CANCELED", (string?)failed["failure"]!["pgCode"]);
        Assert.Equal("PAY_PROCESS_CANCELED", (string?)closed["pgCode"]);
        Assert.Equal("READY", (string?)left["status"]);
        Assert.Null(paid["code"]);
        Assert.Equal("PaymentError", (string?)again["__portOneErrorType"]);
        Assert.Equal("PaymentAlreadyPaid", (string?)again["code"]);
        var id = (string)payment["paymentId"]!;
        await sandbox.AssertBookedAsync(id, 12_900);
        Assert.Equal("""{"order":7}""", (string?)(await sandbox.PaymentAsync(id))["customData"]);
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task Requested_uncommon_method_is_offered()
    {
        var page = await ShopPageAsync();
        var payment = PaymentRequest(SandboxProcess.NewId());
        payment["payMethod"] = "PAYPAL";

        var paid = await OpenAsync(page, "requestPayment", payment, "#pay");

        Assert.Null(paid["code"]);
        var method = (await sandbox.PaymentAsync((string)payment["paymentId"]!))["method"]!;
        Assert.Equal("PAYPAL", (string?)method["provider"]);
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task Amount_that_differs_from_the_registered_one_opens_no_window()
    {
        var page = await ShopPageAsync();
        var payment = PaymentRequest(SandboxProcess.NewId());
        await sandbox.Merchant.PostAsync(
            $"/payments/{payment["paymentId"]}/pre-register", new StringContent("""{"totalAmount":12900}"""));
        payment["totalAmount"] = 100;

        var tampered = await OpenAsync(page, "requestPayment", payment);

        Assert.Equal("AmountNotEqualToPredefined", (string?)tampered["code"]);
        Assert.Equal(0, await page.Locator("iframe").CountAsync());
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task Phone_is_redirected_and_returns_with_the_result_in_the_query()
    {
        var page = await ShopPageAsync(isMobile: true);
        var payment = PaymentRequest(SandboxProcess.NewId());
        payment["redirectUrl"] = $"{Shop}/return?order=7";

        await StartAsync(page, "requestPayment", payment);
        await page.WaitForURLAsync($"{sandbox.Address}window/**");
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        await page.ClickAsync("#pay");
        await page.WaitForURLAsync($"{Shop}/return**", new() { WaitUntil = WaitUntilState.Commit });

        Assert.Equal(390, width);
        Assert.Contains($"order=7&transactionType=PAYMENT&paymentId={payment["paymentId"]}&txId=", page.Url);
        Assert.DoesNotContain("code=", page.Url);
        Assert.Empty(_errors);
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

        var failed = await OpenAsync(page, "requestIdentityVerification", request, "#fail");
        var verified = await OpenAsync(page, "requestIdentityVerification", request, "#verify");
        var again = await OpenAsync(page, "requestIdentityVerification", request);

        Assert.Equal("FAILURE_TYPE_PG", (string?)failed["code"]);
        Assert.Equal((null, id), ((string?)verified["code"], (string?)verified["identityVerificationId"]));
        Assert.Equal("IdentityVerificationAlreadyVerified", (string?)again["code"]);
        var verification = JsonNode.Parse(await sandbox.Merchant.GetStringAsync($"/identity-verifications/{id}"))!;
        Assert.Equal("hash of the ticket", (string?)verification["customData"]);
        Assert.Equal("홍길동", (string?)verification["verifiedCustomer"]!["name"]);
        Assert.Empty(_errors);
    }

    private static JsonObject PaymentRequest(string id) => new()
    {
        ["storeId"] = SandboxProcess.StoreId,
        ["channelKey"] = SandboxProcess.PaymentChannelKey,
        ["paymentId"] = id,
        ["orderName"] = "책상 조명 외 1건",
        ["totalAmount"] = 12_900,
        ["currency"] = "KRW",
        ["payMethod"] = "CARD",
        ["customData"] = new JsonObject { ["order"] = 7 },
    };

    // Opens the window, clicks a button if one is given, and returns the result that the shop's page gets.
    private static async Task<JsonNode> OpenAsync(IPage page, string function, JsonObject request, string? press = null)
    {
        await StartAsync(page, function, request);
        if (press is not null)
        {
            await page.FrameLocator("iframe").Locator(press).ClickAsync();
        }

        await page.WaitForFunctionAsync("() => window.result");
        return JsonNode.Parse(await page.EvaluateAsync<string>("JSON.stringify(window.result)"))!;
    }

    private static Task StartAsync(IPage page, string function, JsonObject request) => page.EvaluateAsync(
        """
        ([name, request]) => {
          window.result = undefined;
          window.sdk[name](JSON.parse(request)).then(
            (result) => { window.result = result; }, (error) => { window.result = { ...error }; });
        }
        """,
        new[] { function, request.ToJsonString() });

    private async Task<IPage> ShopPageAsync(bool isMobile = false)
    {
        var packages = Path.Combine(
            await ServerSdkTests.FolderAsync(), "node_modules", "@portone", "browser-sdk", "dist");
        var context = await _chromium.NewContextAsync(new()
        {
            ViewportSize = isMobile ? new() { Width = 390, Height = 800 } : new() { Width = 1280, Height = 900 },
            IsMobile = isMobile,
            UserAgent = isMobile ? Phone : null,
        });
        context.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Add(message.Text);
            }
        };
        var page = await context.NewPageAsync();
        await page.RouteAsync($"{Shop}/**", route => AnswerAsync(route, packages));
        await page.GotoAsync($"{Shop}/");
        await page.WaitForFunctionAsync("() => window.sdk !== undefined");
        return page;
    }

    private Task AnswerAsync(IRoute route, string packages)
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        var origin = sandbox.Address.GetLeftPart(UriPartial.Authority);
        return path switch
        {
            _ when path.StartsWith("/sdk/", StringComparison.Ordinal) => route.FulfillAsync(new()
            {
                Path = Path.Combine(packages, path["/sdk/".Length..]),
                ContentType = "text/javascript",
            }),
            "/shop.js" => route.FulfillAsync(new()
            {
                ContentType = "text/javascript",
                Body = $"""
                    import * as sdk from "/sdk/v2.js";
                    sdk.__INTERNAL__setPortOneSdkUrl("{origin}/v2/browser-sdk.js");
                    window.sdk = sdk;
                    """,
            }),
            _ => route.FulfillAsync(new()
            {
                ContentType = "text/html; charset=utf-8",
                Headers = new Dictionary<string, string>
                {
                    ["Content-Security-Policy"] = "default-src 'self'; img-src 'self' data:; "
                        + $"script-src 'self' {origin}; connect-src 'self' {origin}; frame-src {origin}",
                },
                Body = """
                    <!doctype html><html lang="ko"><meta name="viewport" content="width=device-width">
                    <link rel="icon" href="data:,"><title>Shop</title><h1>Shop</h1>
                    <script type="module" src="/shop.js"></script></html>
                    """,
            }),
        };
    }
}
