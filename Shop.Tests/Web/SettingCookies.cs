// Every cookie of the shop, as it is set for a browser that came over https.
using System.Net;
using System.Text.RegularExpressions;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed partial class SettingCookies(RunningShop shop)
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
    public async Task No_script_reads_one_no_other_site_sends_one_and_none_leaves_https(string scheme, bool isSecure)
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var few = await shop.NewProductAsync(stock: 1);
        using var visitor = new PlainVisitor(shop);
        visitor.Headers.Add("X-Forwarded-Proto", scheme);
        var checkout = $"/checkout?productId={product.Id}&quantity=1";

        var page = await OpensAsync(visitor, $"/products/{product.Id}");
        await SendsAsync(visitor, page, "/cart/add",
            ("productId", $"{product.Id}"), ("quantity", "1"), ("priceWon", $"{product.PriceWon}"));
        await SendsAsync(visitor, page, "/cart/add", ("productId", $"{few.Id}"), ("quantity", "1"));
        await shop.CommerceAsync($"update products set stock = 0, received = 0 where id = {few.Id}");
        await SendsAsync(visitor, page, "/language", ("lang", "ko"));
        await OpensAsync(visitor, "/sign-up");
        await SendsAsync(visitor, await OpensAsync(visitor, "/sign-in"), "/sign-in",
            ("_handler", "sign-in"), ("loginId", shopper.LoginId), ("password", Shopper.Password));
        var form = await OpensAsync(visitor, checkout);
        (string, string)[] order =
        [
            ("_handler", "checkout"), ("recipient", Shopper.Home.Recipient), ("phone", Shopper.Home.Phone),
            ("postalCode", Shopper.Home.PostalCode), ("address1", Shopper.Home.Address1),
            ("typedBy", FieldOf(form, "typedBy")), ("expectedTotalWon", $"{product.PriceWon}"),
        ];
        await SendsAsync(visitor, form, checkout, order);
        await using (var ended = shop.WebDb.CreateCommand(
            $"delete from sessions where account_id = '{shopper.AccountId}'"))
        {
            await ended.ExecuteNonQueryAsync();
        }

        await SendsAsync(visitor, form, checkout, order);

        var names = _set.Select(cookie => Name().Match(cookie).Value).Distinct().Order();
        Assert.Equal(All, names);
        Assert.All(_set, cookie =>
        {
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Matches("(?i); samesite=(lax|strict)", cookie);
            Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        });
    }

    private async Task<string> OpensAsync(PlainVisitor visitor, string address)
    {
        using var answer = await visitor.OpensAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Remember(visitor, answer);
        return await PlainVisitor.WordsOfAsync(answer);
    }

    private async Task SendsAsync(
        PlainVisitor visitor, string page, string action, params (string Name, string Value)[] fields)
    {
        const string Token = "__RequestVerificationToken";
        using var answer = await visitor.SendsAsync(action, [.. fields, (Token, FieldOf(page, Token))]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Remember(visitor, answer);
    }

    // What is deleted holds nothing. The tests reach the shop over http, so their own jar may not insist on https.
    private void Remember(PlainVisitor visitor, HttpResponseMessage answer)
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

    // A verification's cookie has its id in its name, a device's a hash of the login id.
    [GeneratedRegex("^(identity|device|[a-z-]+(?==))")]
    private static partial Regex Name();
}
