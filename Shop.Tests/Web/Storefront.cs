using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

/// <summary>Actions of a shopper on the Korean pages, using only visible elements.</summary>
internal static partial class Storefront
{
    /// <summary>The heading after a payment.</summary>
    public const string Paid = "주문이 완료되었습니다";

    /// <summary>The heading while the result of a payment is unknown.</summary>
    public const string Checking = "결제를 확인하고 있습니다";

    private const int VisibleTimeoutMs = 60_000; // A restart on a busy machine takes several attempts to reconnect.

    /// <summary>PortOne's window over the page.</summary>
    public static IFrameLocator Window(this IPage page) => page.FrameLocator("iframe[title^='PortOne']");

    /// <summary>Puts a product into the cart from its own page.</summary>
    public static async Task PutIntoCartAsync(this IPage page, Product product, int quantity = 1)
    {
        await page.GotoAsync($"/products/{product.Id}");
        await page.AddToCartAsync(quantity);
    }

    /// <summary>Adds the product whose page is open.</summary>
    public static async Task AddToCartAsync(this IPage page, int quantity)
    {
        await page.GetByLabel("수량").FillAsync($"{quantity}");
        await page.GetByRole(AriaRole.Button, new() { Name = "장바구니에 담기" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("장바구니에 담았습니다");
    }

    /// <summary>Signs up: verifies in PortOne's window and chooses a login id.</summary>
    public static async Task JoinAsync(this IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "본인인증하기" }).ClickAsync();
        var window = page.Window();
        await window.Locator("#demo").SelectOptionAsync("other");
        await window.Locator("#name").FillAsync("김하늘");
        await window.Locator("#birthDate").FillAsync("1990-05-05");
        await window.Locator("#phoneNumber").FillAsync($"010{RandomNumberGenerator.GetInt32(100_000_000):00000000}");
        await window.Locator("#verify").ClickAsync();
        await page.GetByLabel("아이디").FillAsync("w" + Guid.NewGuid().ToString("N")[..15]);
        await page.GetByLabel("비밀번호", new() { Exact = true }).FillAsync(Shopper.Password);
        await page.GetByLabel("비밀번호 확인").FillAsync(Shopper.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "가입하기" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "마이페이지" })).ToBeVisibleAsync();
    }

    /// <summary>
    /// The hash of the sign-up's ticket, in the request with which the page opens the identity window (data-request).
    /// </summary>
    public static string TicketHashIn(string? request)
    {
        var hash = (string?)JsonNode.Parse(request!)!["customData"];
        Assert.False(string.IsNullOrEmpty(hash), request);
        return hash;
    }

    /// <summary>Signs in an existing shopper and opens an address.</summary>
    public static async Task SignInAsync(this IPage page, Shopper shopper, string address = "/")
    {
        await page.GotoAsync($"/sign-in?returnUrl={Uri.EscapeDataString(address)}");
        await page.SignInHereAsync(shopper);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "마이페이지" })).ToBeVisibleAsync();
    }

    /// <summary>Signs in on the sign-in page that is open.</summary>
    public static async Task SignInHereAsync(this IPage page, Shopper shopper)
    {
        await page.GetByLabel("아이디").FillAsync(shopper.LoginId);
        await page.GetByLabel("비밀번호").FillAsync(Shopper.Password);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "로그인" }).ClickAsync();
    }

    /// <summary>Fills in the delivery address.</summary>
    public static async Task FillInAddressAsync(this IPage page)
    {
        await page.GetByLabel("받는 분").FillAsync(Shopper.Home.Recipient);
        await page.GetByLabel("연락처").FillAsync(Shopper.Home.Phone);
        await page.GetByLabel("우편번호").FillAsync(Shopper.Home.PostalCode);
        await page.GetByLabel("주소", new() { Exact = true }).FillAsync(Shopper.Home.Address1);
    }

    /// <summary>Signs in, buys a product with "buy now" and fills in the address.</summary>
    public static async Task StartOrderAsync(this IPage page, Shopper shopper, Product product)
    {
        await page.SignInAsync(shopper, $"/products/{product.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "바로 구매" }).ClickAsync();
        await page.FillInAddressAsync();
    }

    /// <summary>The same, and clicks "pay".</summary>
    public static async Task OrderAtOnceAsync(this IPage page, Shopper shopper, Product product)
    {
        await page.StartOrderAsync(shopper, product);
        await page.PayButton().ClickAsync();
    }

    /// <summary>Signs in a new shopper and opens the payment page of a new order.</summary>
    public static async Task<(Shopper Shopper, OrderReply Order)> OpenPaymentPageAsync(
        this IPage page, RunningShop shop)
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        await page.SignInAsync(shopper, $"{order.Page()}/pay");
        await page.IsAliveAsync();
        return (shopper, order);
    }

    /// <summary>Pays in the window and waits for the result.</summary>
    public static async Task PayAsync(this IPage page)
    {
        await page.Window().Locator("#pay").ClickAsync();
        await page.ExpectHeadingAsync(Paid);
    }

    /// <summary>The button that pays, on the checkout page and on the payment page.</summary>
    public static ILocator PayButton(this IPage page) =>
        page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { NameRegex = Pay() });

    /// <summary>Expects a heading, which shows the page or the state of the payment.</summary>
    public static Task ExpectHeadingAsync(this IPage page, string heading) => Assertions
        .Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading }))
        .ToBeVisibleAsync(new() { Timeout = VisibleTimeoutMs });

    /// <summary>Waits until the page's scripts have loaded; before that it works like a page without scripts.</summary>
    public static Task IsAliveAsync(this IPage page) =>
        page.WaitForFunctionAsync("() => customElements.get('portone-payment') && window.Blazor?.addEventListener");

    /// <summary>Expects the number of pieces in the cart badge of the header.</summary>
    public static Task ExpectBadgeAsync(this IPage page, int pieces) => Assertions
        .Expect(page.Locator(".cart-badge")).ToHaveAccessibleNameAsync($"장바구니, {pieces}개");

    [GeneratedRegex("결제하기$")]
    private static partial Regex Pay();
}
