// The attributes of every cookie of the shop, over https and http, and the device cookie: a browser that has signed in
// is not locked out by wrong passwords of others, even on its own network.
using System.Net;
using System.Text.RegularExpressions;
using Shop.Tests.Accounts;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed partial class CookieTests(RunningShop shop)
{
    private const int FailuresPerLoginIdAndNetwork = 10;
    private const string TooManyAttempts = "시도가 너무 많았습니다";

    private static readonly string[] All =
    [
        "address", "antiforgery", "cart", "cart-notice", "device", "identity", "lang", "prices", "session",
        "typed-address",
    ];

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task Cookies_are_strict_and_named_in_the_privacy_policy(string scheme, bool isSecure)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var few = await shop.NewProductAsync(stock: 1);
        using var visitor = new PlainVisitor(shop);
        visitor.Headers.Add("X-Forwarded-Proto", scheme);

        await visitor.SubmitAsync($"/products/{product.Id}", "/cart/add", null,
            ("productId", $"{product.Id}"), ("quantity", "1"), ("priceWon", $"{product.PriceWon}"));
        await visitor.AddToCartAsync(few);
        await shop.SetStockAsync(few, 0);
        await visitor.SubmitAsync("/", "/language", null, ("lang", "ko"));
        await visitor.ReadTextAsync("/sign-up");
        await visitor.SignInAsync(shopper);
        var checkout = await visitor.ReadTextAsync(product.Checkout());
        await visitor.SendCheckoutAsync(product.Checkout(), checkout);
        await shop.EndSessionsAsync(shopper);
        await visitor.SendCheckoutAsync(product.Checkout(), checkout);

        var names = visitor.SetCookies.Select(cookie => Name().Match(cookie).Value).Distinct().Order().ToList();
        Assert.Equal(All, names);
        Assert.All(visitor.SetCookies, cookie =>
        {
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("(?i); samesite=(lax|strict)", cookie);
            Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        });
        var policy = await visitor.ReadTextAsync("/privacy");
        Assert.All(names, name => Assert.Matches($"[(]{name}(-…)?[)]", policy));
    }

    [Fact]
    public async Task Known_browser_signs_in_while_others_on_its_network_are_refused()
    {
        var owner = await shop.NewShopperAsync();
        var network = AccountApi.NewAddress();
        using var known = await PlainVisitor.SignedInAsync(shop, owner, network);
        using var stranger = new PlainVisitor(shop, network);
        await known.SubmitAsync("/me", "/sign-out"); // The device cookie stays.

        for (var i = 0; i < FailuresPerLoginIdAndNetwork; i++)
        {
            Assert.DoesNotContain(TooManyAttempts, await TrySignInAsync("a wrong password"));
        }

        Assert.Contains(TooManyAttempts, await TrySignInAsync(Shopper.Password));
        await known.SignInAsync(owner);

        async Task<string> TrySignInAsync(string password) => (await stranger.SubmitAsync(
            "/sign-in", "/sign-in", "sign-in", ("loginId", owner.LoginId), ("password", password))).Text;
    }

    [Fact]
    public async Task Browser_keeps_a_device_cookie_for_each_of_five_login_ids_at_most()
    {
        using var browser = new PlainVisitor(shop);
        var counts = new List<int>();

        for (var i = 0; i < 6; i++)
        {
            await browser.SignInAsync(await shop.NewShopperAsync());
            counts.Add(DevicesOf(browser).Count);
        }

        Assert.Equal([1, 2, 3, 4, 5, 5], counts);
        Assert.All(DevicesOf(browser), cookie =>
        {
            Assert.Equal("/sign-in", cookie.Path);
            Assert.InRange(cookie.Expires, DateTime.Now.AddDays(364), DateTime.Now.AddDays(366));
        });
    }

    private static List<Cookie> DevicesOf(PlainVisitor visitor) => visitor.Cookies.GetAllCookies()
        .Where(cookie => cookie.Name.StartsWith("device-", StringComparison.Ordinal)).ToList();

    // An identity cookie's name ends with the verification id, a device cookie's with a hash of the login id.
    [GeneratedRegex("^(identity|device|[a-z-]+(?==))")]
    private static partial Regex Name();
}
