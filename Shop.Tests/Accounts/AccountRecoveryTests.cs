using System.Net;
using static Shop.Contracts.ProblemCodes;
using static Shop.Tests.Accounts.AccountApi;

namespace Shop.Tests.Accounts;

/// <summary>A verified person finds the login id or resets the password. SignUpTests checks the tickets.</summary>
[Collection(RunningShop.Shared)]
public sealed class AccountRecoveryTests(RunningShop shop)
{
    private readonly AccountApi _account = new(shop);

    [Fact]
    public async Task Verification_reveals_the_login_id_once_and_a_person_without_an_account_can_still_sign_up_with_it()
    {
        var shopper = await shop.NewShopperAsync();
        var (known, unknown) = (await _account.VerifyAsync(shopper.Person), await _account.VerifyAsync(Person.New()));

        var found = await Shopper.ReadAsync<FindLoginIdReply>(
            await _account.FindLoginIdAsync(known), HttpStatusCode.OK);

        Assert.Equal(shopper.LoginId, found.LoginId);
        await _account.FindLoginIdAsync(known).IsProblemAsync(IdentityVerificationUsed);
        await _account.FindLoginIdAsync(unknown).IsProblemAsync(SharedProblemCodes.NotFound);
        await _account.SignUpAsync(NewLoginId(), unknown).HasStatusAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Verification_resets_the_password_once_to_a_strong_one_and_ends_all_sessions()
    {
        var shopper = await shop.NewShopperAsync();
        var verification = await _account.VerifyAsync(shopper.Person);

        await _account.ResetPasswordAsync(verification, "password1").IsProblemAsync(WeakPassword);
        await _account.ResetPasswordAsync(verification, shopper.LoginId).IsProblemAsync(WeakPassword);
        await _account.ResetPasswordAsync(verification, NewPassword).HasStatusAsync(HttpStatusCode.OK);
        await _account.ResetPasswordAsync(verification, "a thief's password").IsProblemAsync(IdentityVerificationUsed);

        await _account.SignInAsync(shopper.LoginId, NewPassword).HasStatusAsync(HttpStatusCode.OK);
        await _account.SignInAsync(shopper.LoginId).IsProblemAsync(InvalidCredentials);
        await _account.RefreshAsync(shopper.Session.RefreshToken).IsProblemAsync(InvalidCredentials);
        await shopper.Account.GetAsync("/me").HasStatusAsync(HttpStatusCode.Unauthorized);
    }
}
