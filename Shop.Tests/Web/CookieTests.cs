// The attributes of every cookie of the shop, over https and http.
using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed partial class CookieTests(RunningShop shop)
{
    private static readonly string[] All =
    [
        "address", "antiforgery", "cart", "cart-notice", "device", "identity", "lang", "prices", "session",
        "typed-address",
    ];

    private readonly List<string> _set = [];

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task Cookies_are_http_only_same_site_and_secure_over_https(string scheme, bool isSecure)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var few = await shop.NewProductAsync(stock: 1);
        using var visitor = new PlainVisitor(shop);
        visitor.Headers.Add("X-Forwarded-Proto", scheme);
        var checkout = $"/checkout?productId={product.Id}&quantity=1";

        var page = await OpenAsync(visitor, $"/products/{product.Id}");
        await SendAsync(visitor, page, "/cart/add",
            ("productId", $"{product.Id}"), ("quantity", "1"), ("priceWon", $"{product.PriceWon}"));
        await SendAsync(visitor, page, "/cart/add", ("productId", $"{few.Id}"), ("quantity", "1"));
        await shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {few.Id}");
        await SendAsync(visitor, page, "/language", ("lang", "ko"));
        await OpenAsync(visitor, "/sign-up");
        await SendAsync(visitor, await OpenAsync(visitor, "/sign-in"), "/sign-in",
            ("_handler", "sign-in"), ("loginId", shopper.LoginId), ("password", Shopper.Password));
        var form = await OpenAsync(visitor, checkout);
        (string, string)[] order =
        [
            ("_handler", "checkout"), ("recipient", Shopper.Home.Recipient), ("phone", Shopper.Home.Phone),
            ("postalCode", Shopper.Home.PostalCode), ("address1", Shopper.Home.Address1),
            ("typedBy", FieldOf(form, "typedBy")), ("expectedTotalWon", $"{product.PriceWon}"),
        ];
        await SendAsync(visitor, form, checkout, order);
        await using (var ended = shop.WebDb.CreateCommand(
            $"delete from sessions where account_id = '{shopper.AccountId}'"))
        {
            await ended.ExecuteNonQueryAsync();
        }

        await SendAsync(visitor, form, checkout, order);

        var names = _set.Select(cookie => Name().Match(cookie).Value).Distinct().Order();
        Assert.Equal(All, names);
        Assert.All(_set, cookie =>
        {
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("(?i); samesite=(lax|strict)", cookie);
            Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        });
    }

    private async Task<string> OpenAsync(PlainVisitor visitor, string address)
    {
        using var answer = await visitor.OpensAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        CollectCookies(visitor, answer);
        return await PlainVisitor.WordsOfAsync(answer);
    }

    private async Task SendAsync(
        PlainVisitor visitor, string page, string action, params (string Name, string Value)[] fields)
    {
        const string Token = "__RequestVerificationToken";
        using var answer = await visitor.SendsAsync(action, [.. fields, (Token, FieldOf(page, Token))]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        CollectCookies(visitor, answer);
    }

    // Ignores deleted cookies, which are empty. The tests reach the shop over http, so their jar must ignore Secure.
    private void CollectCookies(PlainVisitor visitor, HttpResponseMessage answer)
    {
        _set.AddRange(answer.Headers.TryGetValues("Set-Cookie", out var cookies)
            ? cookies.Where(cookie => !cookie.Contains("1970", StringComparison.Ordinal))
            : []);
        foreach (var cookie in visitor.Cookies.GetAllCookies().Cast<Cookie>())
        {
            cookie.Secure = false;
        }
    }

    private static string FieldOf(string page, string name) =>
        Regex.Match(page, $"name=\"{name}\" value=\"([^\"]+)").Groups[1].Value;

    // An identity cookie's name ends with the verification id, a device cookie's with a hash of the login id.
    [GeneratedRegex("^(identity|device|[a-z-]+(?==))")]
    private static partial Regex Name();
}
