// Wrong passwords are counted per login id and network, per login id, per network, and per known device. A device is
// known if it sends the token of an earlier sign-in. Each AccountApi is one network.
using System.Net;
using System.Net.Http.Json;
using static Shop.Contracts.ProblemCodes;
using static Shop.Tests.Accounts.AccountApi;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.SharedToo)]
public sealed class SignInThrottleTests(RunningShop shop)
{
    private const string EndWindows = "update throttles set ends_at = ends_at - interval '15 minutes'";

    private readonly AccountApi _home = new(shop);
    private readonly AccountApi _office = new(shop);

    /// <summary>Where wrong passwords were sent, and whether the right one is refused afterwards.</summary>
    [Theory]
    [InlineData(9, "home", "home", false)]
    [InlineData(10, "home", "home", true)]
    [InlineData(10, "home", "office", false)]
    [InlineData(10, "home", "device at home", false)]
    [InlineData(10, "device at home", "device at home", true)]
    [InlineData(10, "device at home", "device at office", true)]
    [InlineData(10, "device at home", "home", false)]
    [InlineData(100, "many networks", "office", true)]
    [InlineData(100, "many networks", "device at office", false)]
    [InlineData(10, "home", "home", true, false)]
    [InlineData(100, "many networks", "office", true, false)]
    public async Task Failures_lock_the_login_id_on_a_network_or_everywhere_or_the_device(
        int failures, string place, string triedAt, bool isLocked, bool isLoginIdKnown = true)
    {
        var owner = await shop.NewShopperAsync();
        var device = await NewDeviceAsync(owner);
        var loginId = isLoginIdKnown ? owner.LoginId : NewLoginId();
        for (var i = 0; i < failures; i++)
        {
            await SignInAsync(place, WrongPassword).IsProblemAsync(InvalidCredentials);
        }

        var attempt = SignInAsync(triedAt, Shopper.Password);

        await (isLocked ? AssertLockedAsync(attempt) : attempt.HasStatusAsync(HttpStatusCode.OK));

        Task<HttpResponseMessage> SignInAsync(string at, string password) =>
            (at.Contains("home") ? _home : at.Contains("office") ? _office : new(shop))
            .SignInAsync(loginId, password, at.Contains("device") ? device : null);
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(40, true)]
    [InlineData(120, false)] // More than the limit of the login id on all networks.
    public async Task Concurrent_guesses_test_ten_passwords_and_lock_nothing_else(int guesses, bool onKnownDevice)
    {
        var owner = await shop.NewShopperAsync();
        var device = onKnownDevice ? await NewDeviceAsync(owner) : null;

        var responses = await Task.WhenAll(Enumerable.Range(0, guesses)
            .Select(i => _home.SignInAsync(owner.LoginId, $"guess number {i}", device)));

        Assert.Equal(10, responses.Count(response => response.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(
            guesses - 10, responses.Count(response => response.StatusCode == HttpStatusCode.TooManyRequests));
        await _office.SignInSuccessfullyAsync(owner.LoginId);
    }

    [Fact]
    public async Task Only_failures_count_and_only_until_the_window_ends()
    {
        var (owner, neighbour) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        await _home.FailToSignInAsync(owner.LoginId, times: 9);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _home.SignInSuccessfullyAsync(owner.LoginId)));
        await _home.FailToSignInAsync(owner.LoginId, times: 10);

        await AssertLockedAsync(_home.SignInAsync(owner.LoginId));
        await _home.SignInSuccessfullyAsync(neighbour.LoginId);
        await _home.ExecuteAsync(EndWindows);
        await _home.SignInSuccessfullyAsync(owner.LoginId);
    }

    [Fact]
    public async Task Network_is_locked_after_100_failures_and_only_Web_may_name_it()
    {
        const string Credential = TestSecrets.ServiceCredential;
        var network = NewAddress();
        var others = await _home.ReadAsync<byte[][]>("select coalesce(array_agg(key), '{}') from throttles");
        await FailFromAsync(network, Credential).IsProblemAsync(InvalidCredentials);
        await _home.ExecuteAsync("update throttles set failures = 99 where not key = any($1)", [others]);

        await FailFromAsync(network, Credential).IsProblemAsync(InvalidCredentials);
        await AssertLockedAsync(FailFromAsync(network, Credential));
        await FailFromAsync(NewAddress(), Credential).IsProblemAsync(InvalidCredentials);
        await FailFromAsync(network, "of-a-stranger-who-guesses-it-0001").IsProblemAsync(InvalidCredentials);
    }

    [Fact]
    public async Task Only_an_own_device_token_is_accepted_and_success_resets_the_failures_of_that_device_only()
    {
        var owner = await shop.NewShopperAsync();
        var own = await NewDeviceAsync(owner);
        var foreign = await NewDeviceAsync(await shop.NewShopperAsync());
        var middle = own.Length / 2;
        var changed = own[..middle] + (own[middle] == 'A' ? 'B' : 'A') + own[(middle + 1)..];
        await _home.FailToSignInAsync(owner.LoginId, times: 10);

        foreach (var token in new[] { foreign, changed, "", "no token", new string('x', 5_000) })
        {
            await AssertLockedAsync(_home.SignInAsync(owner.LoginId, deviceToken: token));
        }

        await _home.FailToSignInAsync(owner.LoginId, times: 9, own);
        await _home.SignInAsync(owner.LoginId, deviceToken: own).HasStatusAsync(HttpStatusCode.OK);
        await _home.FailToSignInAsync(owner.LoginId, times: 10, own);
        await AssertLockedAsync(_home.SignInAsync(owner.LoginId));
    }

    [Fact]
    public async Task New_password_ends_earlier_device_tokens_and_every_count_of_the_login_id()
    {
        var owner = await shop.NewShopperAsync();
        var device = await NewDeviceAsync(owner);
        await _home.FailToSignInAsync(owner.LoginId, times: 10);
        await _office.FailToSignInAsync(owner.LoginId, times: 10);

        await _home.ResetPasswordAsync(await _home.VerifyAsync(owner.Person), NewPassword);

        await _office.SignInAsync(owner.LoginId, NewPassword).HasStatusAsync(HttpStatusCode.OK);
        await _home.FailToSignInAsync(owner.LoginId, times: 10);
        await AssertLockedAsync(_home.SignInAsync(owner.LoginId, NewPassword, device));
    }

    /// <summary>Withdrawal checks the password too. It counts failures per session.</summary>
    [Fact]
    public async Task Failures_elsewhere_do_not_prevent_withdrawal_which_ends_the_device_tokens()
    {
        var owner = await shop.NewShopperAsync();
        var device = await NewDeviceAsync(owner);
        for (var i = 0; i < 10; i++)
        {
            await new AccountApi(shop).FailToSignInAsync(owner.LoginId, times: 10);
        }

        for (var i = 0; i < 10; i++)
        {
            await owner.WithdrawAsync(WrongPassword).IsProblemAsync(InvalidCredentials);
        }

        await AssertLockedAsync(owner.WithdrawAsync());
        await _home.ExecuteAsync(EndWindows);
        await Eventually.IsAsync(
            () => owner.WithdrawAsync(), response => response.StatusCode == HttpStatusCode.NoContent);

        // The next owner of the login id.
        var verification = await _home.VerifyAsync(Person.New());
        await _home.SignUpAsync(owner.LoginId, verification).HasStatusAsync(HttpStatusCode.Created);
        await _home.FailToSignInAsync(owner.LoginId, times: 10);
        await AssertLockedAsync(_home.SignInAsync(owner.LoginId, deviceToken: device));
    }

    private static async Task AssertLockedAsync(Task<HttpResponseMessage> request)
    {
        await request.IsProblemAsync(TooManyAttempts);
        Assert.InRange(
            (await request).Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
    }

    private async Task<string> NewDeviceAsync(Shopper owner) =>
        (await _home.SignInSuccessfullyAsync(owner.LoginId)).DeviceToken;

    private Task<HttpResponseMessage> FailFromAsync(string network, string credential) => _home.Http.SendAsync(
        new(HttpMethod.Post, "/sign-in")
        {
            Content = JsonContent.Create(new SignInRequest(NewLoginId(), WrongPassword)),
            Headers = { { "X-Service-Credential", credential }, { "X-Shopper-Address", network } },
        });
}
