using System.Net;
using Shop.ServiceDefaults;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.Shared)]
public sealed class AccountRecoveryTests(RunningShop shop)
{
    private const string NewPassword = "a quite different horse";

    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Verified_person_gets_the_login_id()
    {
        var member = await shop.NewShopperAsync();

        var answer = await _account.FindLoginIdAsync(await _account.VerifyAsync(member.Person));

        var found = await Shopper.ReadAsync<FindLoginIdReply>(answer, HttpStatusCode.OK);
        Assert.Equal(member.LoginId, found.LoginId);
    }

    [Fact]
    public async Task Verification_reveals_the_login_id_once()
    {
        var member = await shop.NewShopperAsync();
        var verification = await _account.VerifyAsync(member.Person);
        await _account.FindLoginIdAsync(verification);

        var again = await _account.FindLoginIdAsync(verification);

        await IsRefusedAsync(again, HttpStatusCode.Conflict, ProblemCodes.IdentityVerificationUsed);
    }

    [Fact]
    public async Task Person_without_an_account_gets_404_and_can_sign_up_with_the_same_verification()
    {
        var verification = await _account.VerifyAsync(Person.New());

        var answer = await _account.FindLoginIdAsync(verification);

        await IsRefusedAsync(answer, HttpStatusCode.NotFound, SharedProblemCodes.NotFound);
        Assert.Equal(HttpStatusCode.Created, (await _account.SignUpAsync(NewLoginId(), verification)).StatusCode);
    }

    [Fact]
    public async Task Password_reset_replaces_the_password_and_ends_all_sessions()
    {
        var member = await shop.NewShopperAsync();

        var answer = await _account.ResetPasswordAsync(await _account.VerifyAsync(member.Person), NewPassword);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(member.LoginId, NewPassword)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _account.SignInAsync(member.LoginId)).StatusCode);
        var refresh = await _account.RefreshAsync(member.Session.RefreshToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refresh.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await member.Account.GetAsync("/me")).StatusCode);
    }

    [Fact]
    public async Task Verification_resets_one_password()
    {
        var member = await shop.NewShopperAsync();
        var verification = await _account.VerifyAsync(member.Person);
        await _account.ResetPasswordAsync(verification, NewPassword);

        var again = await _account.ResetPasswordAsync(verification, "the password of a thief");

        await IsRefusedAsync(again, HttpStatusCode.Conflict, ProblemCodes.IdentityVerificationUsed);
        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(member.LoginId, NewPassword)).StatusCode);
    }

    [Fact]
    public async Task Weak_password_is_refused_without_consuming_the_verification()
    {
        var member = await shop.NewShopperAsync();
        var verification = await _account.VerifyAsync(member.Person);

        var common = await _account.ResetPasswordAsync(verification, "password1");
        var loginId = await _account.ResetPasswordAsync(verification, member.LoginId);

        await IsRefusedAsync(common, HttpStatusCode.UnprocessableEntity, ProblemCodes.WeakPassword);
        await IsRefusedAsync(loginId, HttpStatusCode.UnprocessableEntity, ProblemCodes.WeakPassword);
        var good = await _account.ResetPasswordAsync(verification, NewPassword);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task Recovery_requires_the_ticket_that_started_the_verification()
    {
        var member = await shop.NewShopperAsync();
        var verification = await _account.VerifyAsync(member.Person, ticketHash: IdentityTicket.HashOf("mine"));

        var id = await _account.FindLoginIdAsync(verification, ticket: "another's");
        var password = await _account.ResetPasswordAsync(verification, NewPassword);

        await IsRefusedAsync(id, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        await IsRefusedAsync(password, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        Assert.Equal(HttpStatusCode.OK, (await _account.FindLoginIdAsync(verification, ticket: "mine")).StatusCode);
    }

    [Fact]
    public async Task Password_reset_unlocks_the_login_id()
    {
        var member = await shop.NewShopperAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _account.SignInAsync(member.LoginId, $"forgotten {i}")));

        await _account.ResetPasswordAsync(await _account.VerifyAsync(member.Person), NewPassword);

        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(member.LoginId, NewPassword)).StatusCode);
    }
}
