// Sign-up, recovery, sign-out and withdrawal, which need no script except for PortOne's identity window.
using System.Net;
using Shop.Tests.Accounts;

namespace Shop.Tests.Web;

[Collection(RunningShop.Shared)]
public sealed class AccountPageTests(RunningShop shop)
{
    [Fact]
    public async Task Verification_in_one_tab_leaves_another_tab_s_verification_valid()
    {
        using var visitor = new PlainVisitor(shop);
        var first = await IdentityVerification.BeginAsync(visitor);
        await IdentityVerification.BeginAsync(visitor);
        await visitor.ReadTextAsync("/find-id");
        await shop.Sandbox.VerifyAsync(Person.New(), first.TicketHash, id: first.Id);

        var reply = await first.SubmitAsync(visitor, "sign-up", "", ("loginId", "t" + first.Id[..12]),
            ("password", Shopper.Password), ("passwordAgain", Shopper.Password));

        Assert.Equal((HttpStatusCode.Redirect, "/"), (reply.Status, reply.LeadsTo));
    }

    [Fact]
    public async Task Browser_keeps_a_limited_number_of_pending_verifications()
    {
        using var visitor = new PlainVisitor(shop);
        for (var i = 0; i < 12; i++)
        {
            await visitor.ReadTextAsync("/sign-up");
        }

        var last = await IdentityVerification.BeginAsync(visitor);

        var kept = visitor.Cookies.GetAllCookies()
            .Where(cookie => cookie.Name.StartsWith("identity-", StringComparison.Ordinal)).ToList();
        Assert.InRange(kept.Count, 2, 5);
        Assert.Contains(kept, cookie => cookie.Name.EndsWith(last.Id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/sign-up", "sign-up")]
    [InlineData("/find-id", "find-id")]
    [InlineData("/reset-password", "reset-password")]
    public async Task Expired_verification_is_requested_again(string page, string formName)
    {
        using var visitor = new PlainVisitor(shop);

        var reply = await visitor.SubmitAsync("/sign-in", $"{page}?identityVerificationId=long-ago", formName,
            ("loginId", "somebody_new"), ("password", Shopper.Password), ("passwordAgain", Shopper.Password),
            ("newPassword", Shopper.Password));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Contains("다시 인증해 주세요", reply.Text);
        Assert.Contains("다시 인증하기", reply.Text);
        Assert.Equal(formName == "sign-up", reply.Text.Contains("somebody_new", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sign out")]
    [InlineData("sign out everywhere")]
    [InlineData("password reset")]
    [InlineData("withdrawal")]
    public async Task Session_ends_in_this_browser_and_in_others(string act)
    {
        var shopper = await shop.NewShopperAsync();
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        using var copy = new PlainVisitor(shop);
        copy.Cookies.Add(visitor.Cookies.GetCookies(shop.WebAddress));
        using var other = await PlainVisitor.SignedInAsync(shop, shopper);
        await copy.ReadTextAsync("/me");
        await other.ReadTextAsync("/me");

        var reply = act switch
        {
            "sign out" => await visitor.SubmitAsync("/me", "/sign-out"),
            "sign out everywhere" => await visitor.SubmitAsync("/me", "/sign-out", null, ("everywhere", "yes")),
            "password reset" => await ResetPasswordAsync(shopper),
            _ => await visitor.SubmitAsync("/me", "/me", "withdraw", ("password", Shopper.Password)),
        };

        Assert.Equal(
            act switch { "withdrawal" => "/sign-in?withdrawn=1", "password reset" => "/sign-in?reset=1", _ => "/" },
            reply.LeadsTo);
        foreach (var browser in act == "sign out" ? [visitor, copy] : new[] { visitor, copy, other })
        {
            Assert.StartsWith("/sign-in", (await browser.GetPageAsync("/me")).LeadsTo);
        }
    }

    [Fact]
    public async Task Wrong_passwords_at_the_withdrawal_count_only_for_their_own_session()
    {
        var address = AccountApi.NewAddress();
        using var guesser = await PlainVisitor.SignedInAsync(shop, await shop.NewShopperAsync(), address);
        using var beside = await PlainVisitor.SignedInAsync(shop, await shop.NewShopperAsync(), address);
        var account = new AccountApi(shop);
        await FailToWithdrawAsync(guesser);

        try
        {
            await account.ExecuteAsync("update throttles set failures = 100");

            Assert.Contains("시도가 너무 많았습니다", await FailToWithdrawAsync(guesser));
            Assert.Contains("비밀번호가 맞지 않습니다", await FailToWithdrawAsync(beside));
        }
        finally
        {
            await account.ExecuteAsync("delete from throttles"); // Other tests use the same addresses.
        }

        static async Task<string> FailToWithdrawAsync(PlainVisitor visitor) =>
            (await visitor.SubmitAsync("/me", "/me", "withdraw", ("password", "a wrong password"))).Text;
    }

    private async Task<PageReply> ResetPasswordAsync(Shopper shopper)
    {
        using var visitor = new PlainVisitor(shop);
        var verification = await IdentityVerification.BeginAsync(visitor, "/reset-password");
        await shop.Sandbox.VerifyAsync(shopper.Person, verification.TicketHash, id: verification.Id);
        return await verification.SubmitAsync(visitor, "reset-password", "",
            ("newPassword", "a new one that is long"), ("passwordAgain", "a new one that is long"));
    }
}
