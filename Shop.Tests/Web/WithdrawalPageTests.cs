using System.Net;
using Shop.Tests.Accounts;

namespace Shop.Tests.Web;

/// <summary>A member closes the account on the "my page".</summary>
[Collection(RunningShop.Shared)]
public sealed class WithdrawalPageTests(RunningShop shop)
{
    private const string Wrong = "비밀번호가 맞지 않습니다";
    private const string TooMany = "시도가 너무 많았습니다";

    [Fact]
    public async Task Wrong_password_shows_an_error_and_the_right_one_closes_the_account()
    {
        var shopper = await shop.NewShopperAsync();
        using var visitor = new PlainVisitor(shop);
        using var phone = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
        await phone.SignsInAsync(shopper);

        Assert.Contains(Wrong, await FailToWithdrawAsync(visitor));
        Assert.Contains(shopper.LoginId, await visitor.ReadsAsync("/me"));
        using var left = await WithdrawAsync(visitor, Shopper.Password);

        Assert.Equal("/sign-in?withdrawn=1", visitor.LeadsTo(left));
        Assert.Contains("탈퇴", await visitor.ReadsAsync("/sign-in?withdrawn=1"));
        foreach (var browser in new[] { visitor, phone })
        {
            using var answer = await browser.OpensAsync("/me");
            Assert.StartsWith("/sign-in", browser.LeadsTo(answer));
        }
    }

    [Fact]
    public async Task Wrong_passwords_count_only_for_their_own_session()
    {
        var address = AccountDoor.NewAddress();
        using var guesser = await SignedInAsync(address);
        using var beside = await SignedInAsync(address);
        var account = new AccountDoor(shop);
        await FailToWithdrawAsync(guesser);

        try
        {
            await account.ExecuteAsync("update throttles set failures = 100");

            Assert.Contains(TooMany, await FailToWithdrawAsync(guesser));
            Assert.Contains(Wrong, await FailToWithdrawAsync(beside));
        }
        finally
        {
            await account.ExecuteAsync("delete from throttles"); // Other tests use the same addresses.
        }
    }

    private async Task<PlainVisitor> SignedInAsync(string address)
    {
        var visitor = new PlainVisitor(shop, address);
        await visitor.SignsInAsync(await shop.NewShopperAsync());
        return visitor;
    }

    // A wrong password is shown as a field error; too many attempts are shown as a form error.
    private static async Task<string> FailToWithdrawAsync(PlainVisitor visitor)
    {
        using var answer = await WithdrawAsync(visitor, "a wrong password");
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity });
        return await PlainVisitor.WordsOfAsync(answer);
    }

    private static Task<HttpResponseMessage> WithdrawAsync(PlainVisitor visitor, string password) =>
        visitor.SubmitsAsync("/me", "/me", "withdraw", ("password", password));
}
