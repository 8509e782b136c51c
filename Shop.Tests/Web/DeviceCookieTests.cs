// A browser that has signed in keeps a device cookie, so wrong passwords of others, even on its own network, do not
// lock it out.
using System.Net;
using Shop.Tests.Accounts;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class DeviceCookieTests(RunningShop shop)
{
    private const int FailuresPerLoginIdAndNetwork = 10;
    private const string TooManyAttempts = "시도가 너무 많았습니다";

    [Fact]
    public async Task Known_browser_signs_in_while_others_on_its_network_are_refused()
    {
        var owner = await shop.NewShopperAsync();
        var network = AccountDoor.NewAddress();
        using var known = new PlainVisitor(shop, network);
        using var stranger = new PlainVisitor(shop, network);
        await known.SignsInAsync(owner);
        using (await known.SubmitsAsync("/me", "/sign-out"))
        {
            // The session ends; the device cookie stays.
        }

        for (var i = 0; i < FailuresPerLoginIdAndNetwork; i++)
        {
            Assert.DoesNotContain(TooManyAttempts, await TrySignInAsync(stranger, owner, "a wrong password"));
        }

        Assert.Contains(TooManyAttempts, await TrySignInAsync(stranger, owner, Shopper.Password));
        await known.SignsInAsync(owner);
    }

    [Fact]
    public async Task Browser_of_two_people_knows_both()
    {
        var people = new[] { await shop.NewShopperAsync(), await shop.NewShopperAsync() };
        using var browser = new PlainVisitor(shop);

        foreach (var person in people)
        {
            await browser.SignsInAsync(person);
        }

        Assert.Equal(2, DevicesOf(browser).Count);
    }

    [Fact]
    public async Task Browser_keeps_the_devices_of_five_login_ids_at_most()
    {
        using var browser = new PlainVisitor(shop);

        for (var i = 0; i < 6; i++)
        {
            await browser.SignsInAsync(await shop.NewShopperAsync());
        }

        Assert.Equal(5, DevicesOf(browser).Count);
    }

    [Fact]
    public async Task Only_the_sign_in_page_receives_the_cookie()
    {
        using var visitor = new PlainVisitor(shop);
        await visitor.SignsInAsync(await shop.NewShopperAsync());

        Assert.All(DevicesOf(visitor), cookie => Assert.Equal("/sign-in", cookie.Path));
        Assert.All(DevicesOf(visitor), cookie => Assert.InRange(
            cookie.Expires, DateTime.Now.AddDays(364), DateTime.Now.AddDays(366)));
    }

    private static List<Cookie> DevicesOf(PlainVisitor visitor) => visitor.Cookies.GetAllCookies()
        .Where(cookie => cookie.Name.StartsWith("device-", StringComparison.Ordinal)).ToList();

    private static async Task<string> TrySignInAsync(PlainVisitor visitor, Shopper owner, string password)
    {
        using var answer = await visitor.SubmitsAsync(
            "/sign-in", "/sign-in", "sign-in", ("loginId", owner.LoginId), ("password", password));
        return await PlainVisitor.WordsOfAsync(answer);
    }
}
