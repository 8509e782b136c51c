// Wrong passwords are counted per login id and network, per login id, per network, and per known device. Each
// AccountDoor is one network.
using System.Net;
using System.Net.Http.Json;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.SharedToo)]
public sealed class SignInThrottleTests(RunningShop shop)
{
    private const string WrongPassword = "a wrong password";
    private const string NewPassword = "a quite different horse";
    private const int FailuresPerLoginIdAndNetwork = 10;
    private const int FailuresPerLoginId = 100;
    private const int FailuresPerDevice = 10;

    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Failures_from_one_network_do_not_lock_the_login_id_on_another()
    {
        var owner = await shop.NewShopperAsync();
        await FailAsync(new(shop), owner.LoginId, FailuresPerLoginIdAndNetwork);

        var answer = await _account.SignInAsync(owner.LoginId);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_burst_from_one_network_does_not_lock_the_login_id_on_another()
    {
        var owner = await shop.NewShopperAsync();
        var stranger = new AccountDoor(shop);
        await Task.WhenAll(Enumerable.Range(0, FailuresPerLoginId + 20)
            .Select(i => stranger.SignInAsync(owner.LoginId, $"guess number {i}")));

        var answer = await _account.SignInAsync(owner.LoginId);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Failures_from_many_networks_lock_the_login_id_except_for_a_known_device()
    {
        var owner = await shop.NewShopperAsync();
        var device = await DeviceTokenAsync(_account, owner.LoginId);
        await FailFromManyNetworksAsync(owner.LoginId);

        var unknown = await _account.SignInAsync(owner.LoginId);
        var known = await _account.SignInAsync(owner.LoginId, deviceToken: device);

        await IsRefusedAsync(unknown, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [Fact]
    public async Task Unknown_login_id_is_locked_by_many_networks_alike()
    {
        var loginId = NewLoginId();
        await FailFromManyNetworksAsync(loginId);

        var answer = await _account.SignInAsync(loginId);

        await IsRefusedAsync(answer, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task Known_device_has_a_low_limit_that_is_counted_apart_from_its_network()
    {
        var owner = await shop.NewShopperAsync();
        var device = await DeviceTokenAsync(_account, owner.LoginId);
        await FailAsync(_account, owner.LoginId, FailuresPerDevice, device);

        var onTheDevice = await _account.SignInAsync(owner.LoginId, deviceToken: device);
        var fromElsewhere = await new AccountDoor(shop).SignInAsync(owner.LoginId, deviceToken: device);
        var withoutToken = await _account.SignInAsync(owner.LoginId);

        await IsRefusedAsync(onTheDevice, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
        Assert.InRange(onTheDevice.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
        await IsRefusedAsync(fromElsewhere, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
        Assert.Equal(HttpStatusCode.OK, withoutToken.StatusCode);
    }

    [Fact]
    public async Task Forty_concurrent_guesses_with_one_device_token_test_ten_passwords()
    {
        var owner = await shop.NewShopperAsync();
        var device = await DeviceTokenAsync(_account, owner.LoginId);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => _account.SignInAsync(owner.LoginId, $"guess number {i}", device)));

        Assert.Equal(FailuresPerDevice, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(30, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Success_on_a_known_device_resets_the_failures_of_that_device_only()
    {
        var owner = await shop.NewShopperAsync();
        var device = await DeviceTokenAsync(_account, owner.LoginId);
        await FailAsync(_account, owner.LoginId, FailuresPerLoginIdAndNetwork);
        await FailAsync(_account, owner.LoginId, FailuresPerDevice - 1, device);
        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(owner.LoginId, deviceToken: device)).StatusCode);

        await FailAsync(_account, owner.LoginId, FailuresPerDevice, device);
        var withoutToken = await _account.SignInAsync(owner.LoginId);

        await IsRefusedAsync(withoutToken, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
    }

    [Fact]
    public async Task Foreign_or_forged_device_token_is_ignored()
    {
        var (owner, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var own = await DeviceTokenAsync(_account, owner.LoginId);
        var others = await DeviceTokenAsync(_account, other.LoginId);
        await FailAsync(_account, owner.LoginId, FailuresPerLoginIdAndNetwork);
        var middle = own.Length / 2;
        var changed = own[..middle] + (own[middle] == 'A' ? 'B' : 'A') + own[(middle + 1)..];

        foreach (var token in new[] { others, changed, "", "no token", new string('x', 5_000) })
        {
            var answer = await _account.SignInAsync(owner.LoginId, deviceToken: token);
            await IsRefusedAsync(answer, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
        }

        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(owner.LoginId, deviceToken: own)).StatusCode);
    }

    [Fact]
    public async Task New_password_ends_earlier_device_tokens_and_every_count_of_the_login_id()
    {
        var owner = await shop.NewShopperAsync();
        var (home, office) = (new AccountDoor(shop), new AccountDoor(shop));
        var device = await DeviceTokenAsync(home, owner.LoginId);
        await FailAsync(home, owner.LoginId, FailuresPerLoginIdAndNetwork);
        await FailAsync(office, owner.LoginId, FailuresPerLoginIdAndNetwork);
        await _account.ResetPasswordAsync(await _account.VerifyAsync(owner.Person), NewPassword);
        Assert.Equal(HttpStatusCode.OK, (await office.SignInAsync(owner.LoginId, NewPassword)).StatusCode);
        await FailAsync(home, owner.LoginId, FailuresPerLoginIdAndNetwork);

        var answer = await home.SignInAsync(owner.LoginId, NewPassword, device);

        await IsRefusedAsync(answer, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
    }

    [Fact]
    public async Task Device_token_of_a_withdrawn_account_is_ignored_for_the_next_owner_of_the_login_id()
    {
        var owner = await shop.NewShopperAsync();
        var device = await DeviceTokenAsync(_account, owner.LoginId);
        await Eventually.IsAsync(
            () => WithdrawAsync(owner, Shopper.Password), answer => answer.StatusCode == HttpStatusCode.NoContent);
        var joined = await _account.SignUpAsync(owner.LoginId, await _account.VerifyAsync(Person.New()));
        Assert.Equal(HttpStatusCode.Created, joined.StatusCode);
        await FailAsync(_account, owner.LoginId, FailuresPerLoginIdAndNetwork);

        var answer = await _account.SignInAsync(owner.LoginId, deviceToken: device);

        await IsRefusedAsync(answer, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
    }

    /// <summary>Withdrawal checks the password too. It counts failures per session, not per known device.</summary>
    [Fact]
    public async Task Failures_elsewhere_do_not_prevent_withdrawal_and_a_session_has_a_low_limit()
    {
        var owner = await shop.NewShopperAsync();
        await FailFromManyNetworksAsync(owner.LoginId);
        for (var i = 0; i < FailuresPerDevice; i++)
        {
            var wrong = await WithdrawAsync(owner, WrongPassword);
            await IsRefusedAsync(wrong, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        }

        var tooMany = await WithdrawAsync(owner, Shopper.Password);
        await _account.ExecuteAsync("update throttles set ends_at = ends_at - interval '15 minutes'");

        await IsRefusedAsync(tooMany, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
        await Eventually.IsAsync(
            () => WithdrawAsync(owner, Shopper.Password), answer => answer.StatusCode == HttpStatusCode.NoContent);
    }

    private static async Task<string> DeviceTokenAsync(AccountDoor from, string loginId) =>
        (await Shopper.ReadAsync<SignInReply>(await from.SignInAsync(loginId), HttpStatusCode.OK)).DeviceToken;

    private static async Task FailAsync(AccountDoor from, string loginId, int times, string? device = null)
    {
        for (var i = 0; i < times; i++)
        {
            var answer = await from.SignInAsync(loginId, WrongPassword, device);
            await IsRefusedAsync(answer, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        }
    }

    private async Task FailFromManyNetworksAsync(string loginId)
    {
        for (var i = 0; i < FailuresPerLoginId / FailuresPerLoginIdAndNetwork; i++)
        {
            await FailAsync(new(shop), loginId, FailuresPerLoginIdAndNetwork);
        }
    }

    private static Task<HttpResponseMessage> WithdrawAsync(Shopper member, string password) =>
        member.Account.SendAsync(new(HttpMethod.Delete, "/me")
        {
            Content = JsonContent.Create(new WithdrawRequest(password)),
        });
}
