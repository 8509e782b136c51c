using System.Net;
using Shop.Tests.Accounts;

namespace Shop.Tests.Web;

/// <summary>A member closes the account on their own page.</summary>
[Collection(RunningShop.Shared)]
public sealed class LeavingTheShop(RunningShop shop)
{
    private const string Wrong = "비밀번호가 맞지 않습니다";
    private const string TooMany = "시도가 너무 많았습니다";

    [Fact]
    public async Task A_wrong_password_is_told_and_the_right_one_ends_the_account_and_the_session()
    {
        var shopper = await shop.NewShopperAsync();
        using var visitor = new PlainVisitor(shop);
        using var phone = new PlainVisitor(shop);
        await visitor.SignsInAsync(shopper);
        await phone.SignsInAsync(shopper);

        Assert.Contains(Wrong, await FailsAsync(visitor));
        Assert.Contains(shopper.LoginId, await visitor.ReadsAsync("/me"));
        using var left = await LeavesAsync(visitor, Shopper.Password);

        Assert.Equal("/sign-in?withdrawn=1", visitor.LeadsTo(left));
        Assert.Contains("탈퇴", await visitor.ReadsAsync("/sign-in?withdrawn=1"));
        foreach (var browser in new[] { visitor, phone })
        {
            using var answer = await browser.OpensAsync("/me");
            Assert.StartsWith("/sign-in", browser.LeadsTo(answer));
        }
    }

    [Fact]
    public async Task Wrong_passwords_count_for_the_session_that_sends_them_only()
    {
        var address = AccountDoor.NewAddress();
        using var guesser = await SignedInAsync(address);
        using var beside = await SignedInAsync(address);
        var account = new AccountDoor(shop);
        await FailsAsync(guesser);

        try
        {
            await account.ExecuteAsync("update throttles set failures = 100");

            Assert.Contains(TooMany, await FailsAsync(guesser));
            Assert.Contains(Wrong, await FailsAsync(beside));
        }
        finally
        {
            await account.ExecuteAsync("delete from throttles"); // The others come from these addresses too.
        }
    }

    private async Task<PlainVisitor> SignedInAsync(string address)
    {
        var visitor = new PlainVisitor(shop, address);
        await visitor.SignsInAsync(await shop.NewShopperAsync());
        return visitor;
    }

    // A wrong password is a wrong field of the form; too many attempts are not.
    private static async Task<string> FailsAsync(PlainVisitor visitor)
    {
        using var answer = await LeavesAsync(visitor, "a wrong password");
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity });
        return await PlainVisitor.WordsOfAsync(answer);
    }

    private static Task<HttpResponseMessage> LeavesAsync(PlainVisitor visitor, string password) =>
        visitor.SubmitsAsync("/me", "/me", "withdraw", ("password", password));
}
