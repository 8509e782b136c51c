using System.Net;
using System.Net.Http.Json;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.SharedToo)]
public sealed class SignInTests(RunningShop shop)
{
    private const int FailuresPerLoginId = 10;
    private const int FailuresPerAddress = 100;

    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Login_id_is_case_insensitive()
    {
        var member = await shop.NewShopperAsync();

        var answer = await _account.SignInAsync(member.LoginId.ToUpperInvariant());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Response_does_not_reveal_whether_a_login_id_exists()
    {
        var member = await shop.NewShopperAsync();

        var known = await _account.SignInAsync(member.LoginId, "a wrong password");
        var unknown = await _account.SignInAsync(NewLoginId(), "a wrong password");
        var impossible = await _account.SignInAsync("no such id \u0000", "a wrong password");

        var expected = await IsRefusedAsync(known, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        foreach (var other in new[] { unknown, impossible })
        {
            var problem = await IsRefusedAsync(other, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
            Assert.Equal(expected["detail"]!.GetValue<string>(), problem["detail"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Login_id_is_locked_after_ten_failures_even_with_the_correct_password()
    {
        var member = await shop.NewShopperAsync();
        var other = await shop.NewShopperAsync();
        await FailAsync(member.LoginId, FailuresPerLoginId);

        var answer = await _account.SignInAsync(member.LoginId);

        await IsRefusedAsync(answer, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(other.LoginId)).StatusCode);
    }

    [Fact]
    public async Task Unknown_login_id_is_locked_alike()
    {
        var loginId = NewLoginId();
        await FailAsync(loginId, FailuresPerLoginId);

        var answer = await _account.SignInAsync(loginId);

        await IsRefusedAsync(answer, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
    }

    [Fact]
    public async Task Forty_concurrent_guesses_test_ten_passwords()
    {
        var member = await shop.NewShopperAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => _account.SignInAsync(member.LoginId, $"guess number {i}")));

        Assert.Equal(FailuresPerLoginId, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(30, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Successful_sign_ins_do_not_count()
    {
        var member = await shop.NewShopperAsync();
        await FailAsync(member.LoginId, FailuresPerLoginId - 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _account.SignInAsync(member.LoginId)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Login_id_is_unlocked_when_the_window_ends()
    {
        var member = await shop.NewShopperAsync();
        await FailAsync(member.LoginId, FailuresPerLoginId);
        await _account.ExecuteAsync("update throttles set ends_at = ends_at - interval '15 minutes'");

        var answer = await _account.SignInAsync(member.LoginId);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Address_is_locked_after_too_many_failures_and_only_Web_may_name_it()
    {
        var address = NewAddress();
        var before = await ThrottledKeysAsync();
        await SignInFromAsync(address, TestSecrets.ServiceCredential);
        await _account.ExecuteAsync(
            "update throttles set failures = $1 where not key = any($2)", FailuresPerAddress - 1, before);

        var last = await SignInFromAsync(address, TestSecrets.ServiceCredential);
        var tooMany = await SignInFromAsync(address, TestSecrets.ServiceCredential);
        var elsewhere = await SignInFromAsync(NewAddress(), TestSecrets.ServiceCredential);
        var stranger = await SignInFromAsync(address, credential: "of-a-stranger-who-guesses-it-0001");

        await IsRefusedAsync(last, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        await IsRefusedAsync(tooMany, HttpStatusCode.TooManyRequests, ProblemCodes.TooManyAttempts);
        await IsRefusedAsync(elsewhere, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        await IsRefusedAsync(stranger, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
    }

    [Fact]
    public async Task Weakly_hashed_password_is_rehashed()
    {
        var member = await shop.NewShopperAsync();
        await _account.ExecuteAsync(
            "update members set password_hash = $1 where id = $2",
            LegacyPasswordHash.Hashed(Shopper.Password), member.AccountId);
        const string Stored = "select password_hash from members where id = $1";

        await _account.SignInAsync(member.LoginId);

        var strong = await _account.ReadAsync<string>(Stored, member.AccountId);
        Assert.NotEqual(LegacyPasswordHash.Hashed(Shopper.Password), strong);
        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(member.LoginId)).StatusCode);
    }

    private async Task FailAsync(string loginId, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var answer = await _account.SignInAsync(loginId, "a wrong password");
            await IsRefusedAsync(answer, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        }
    }

    private Task<HttpResponseMessage> SignInFromAsync(string address, string credential)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = JsonContent.Create(new SignInRequest(NewLoginId(), "a wrong password")),
            Headers = { { "X-Service-Credential", credential }, { "X-Shopper-Address", address } },
        };
        return _account.Http.SendAsync(request);
    }

    private async Task<byte[][]> ThrottledKeysAsync() =>
        await _account.ReadAsync<byte[][]>("select coalesce(array_agg(key), '{}') from throttles");
}
