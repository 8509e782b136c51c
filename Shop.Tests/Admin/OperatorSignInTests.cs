using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class OperatorSignInTests(RunningShop shop)
{
    private const string Wrong = "a wrong password";

    [Fact]
    public async Task Password_and_code_open_a_session_with_a_short_token()
    {
        var staff = await TestOperator.NewAsync(shop);
        await staff.SignInAgainAsync();

        var token = await Shopper.ReadAsync<OperatorTokenReply>(await staff.GetTokenAsync(), HttpStatusCode.OK);
        Assert.InRange(token.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        await staff.Account.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.OK);
        await staff.Commerce.GetAsync("/admin/today").HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Code_is_accepted_once_of_many_concurrent_requests()
    {
        var staff = await TestOperator.NewAsync(shop);
        var code = await staff.NextCodeAsync();
        var challenges = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => staff.BeginAsync()));

        var responses = await Task.WhenAll(
            challenges.Select(challenge => staff.SendCodeAsync(challenge.Challenge, code)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        foreach (var refused in responses.Where(response => response.StatusCode != HttpStatusCode.OK))
        {
            await Task.FromResult(refused).IsProblemAsync(ProblemCodes.WrongCode);
        }
    }

    [Fact]
    public async Task Code_older_than_the_last_accepted_one_is_refused()
    {
        var staff = await TestOperator.NewAsync(shop);
        var (earlier, later) = (await staff.NextCodeAsync(), await staff.NextCodeAsync());

        await staff.SendCodeAsync((await staff.BeginAsync()).Challenge, later).HasStatusAsync(HttpStatusCode.OK);
        await staff.SendCodeAsync((await staff.BeginAsync()).Challenge, earlier)
            .IsProblemAsync(ProblemCodes.WrongCode);
    }

    [Fact]
    public async Task Recovery_code_is_accepted_once_in_any_spelling()
    {
        var staff = await TestOperator.NewAsync(shop);
        var code = staff.Session.RecoveryCodes[3];

        await staff.SendCodeAsync((await staff.BeginAsync()).Challenge, $" {code.ToLowerInvariant()} ")
            .HasStatusAsync(HttpStatusCode.OK);
        await staff.SendCodeAsync((await staff.BeginAsync()).Challenge, code).IsProblemAsync(ProblemCodes.WrongCode);

        var me = await staff.Account.GetFromJsonAsync<OperatorReply>("/admin/me");
        Assert.Equal(staff.Session.RecoveryCodes.Count - 1, me!.RecoveryCodesLeft);
    }

    [Fact]
    public async Task New_recovery_codes_replace_the_old_ones()
    {
        var staff = await TestOperator.NewAsync(shop);
        var renewed = await Shopper.ReadAsync<RecoveryCodesReply>(
            await staff.Account.PostAsJsonAsync(
                "/admin/me/recovery-codes", new RenewRecoveryCodesRequest(TestOperator.Password)),
            HttpStatusCode.OK);

        await staff.SendCodeAsync((await staff.BeginAsync()).Challenge, staff.Session.RecoveryCodes[0])
            .IsProblemAsync(ProblemCodes.WrongCode);
        await staff.SendCodeAsync((await staff.BeginAsync()).Challenge, renewed.RecoveryCodes[0])
            .HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ten_wrong_passwords_and_codes_lock_the_operator_out()
    {
        var staff = await TestOperator.NewAsync(shop);
        var challenge = (await staff.BeginAsync()).Challenge;
        for (var i = 0; i < 5; i++)
        {
            await staff.SendPasswordAsync(Wrong).IsProblemAsync(ProblemCodes.InvalidCredentials);
        }

        // A right password does not reset the count, or it would allow endless guesses of the code.
        await staff.BeginAsync();
        for (var i = 0; i < 4; i++)
        {
            await staff.SendCodeAsync(challenge, "wrong-codes").IsProblemAsync(ProblemCodes.WrongCode);
        }

        await staff.SendCodeAsync(challenge, "wrong-codes").IsProblemAsync(ProblemCodes.TooManyAttempts);

        var code = await staff.NextCodeAsync();
        await staff.SendCodeAsync(challenge, code).IsProblemAsync(ProblemCodes.TooManyAttempts);
        using var locked = await staff.SendPasswordAsync();
        await Task.FromResult(locked).IsProblemAsync(ProblemCodes.TooManyAttempts);
        Assert.InRange(locked.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 13, 15);
    }

    [Fact]
    public async Task Of_many_concurrent_guesses_only_ten_get_an_answer()
    {
        var staff = await TestOperator.NewAsync(shop);

        var responses = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => staff.SendPasswordAsync(Wrong)));

        Assert.Equal(9, responses.Count(response => response.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(21, responses.Count(response => response.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Challenge_is_void_after_the_password_has_changed()
    {
        var staff = await TestOperator.NewAsync(shop);
        var challenge = (await staff.BeginAsync()).Challenge;
        await staff.Account.PostAsJsonAsync(
                "/admin/me/password",
                new ChangeOperatorPasswordRequest(TestOperator.Password, "another long password", null))
            .HasStatusAsync(HttpStatusCode.NoContent);

        await staff.SendCodeAsync(challenge, await staff.NextCodeAsync())
            .IsProblemAsync(ProblemCodes.InvalidCredentials);
        await staff.SendPasswordAsync().IsProblemAsync(ProblemCodes.InvalidCredentials);
    }

    [Fact]
    public async Task Set_up_is_refused_to_an_operator_with_a_second_factor()
    {
        var staff = await TestOperator.NewAsync(shop);
        using var http = TestOperator.SignInClient(shop);

        await http.PostAsJsonAsync(
                "/admin/sign-in/authenticator", new SetUpAuthenticatorRequest((await staff.BeginAsync()).Challenge))
            .IsProblemAsync(ProblemCodes.InvalidCredentials);
    }

    [Fact]
    public async Task Secret_of_an_unfinished_set_up_is_not_the_one_of_the_next_sign_in()
    {
        var staff = await TestOperator.NewAsync(shop);
        await (await TestOperator.OwnerAsync(shop)).ActAsync("reset-second-factor", staff)
            .HasStatusAsync(HttpStatusCode.NoContent);
        using var http = TestOperator.SignInClient(shop);
        var (seen, own) = (await staff.BeginAsync(), await staff.BeginAsync());

        var secret = await SecretOfAsync(own);
        Assert.Equal(secret, await SecretOfAsync(own));
        Assert.NotEqual(secret, await SecretOfAsync(seen));

        async Task<string> SecretOfAsync(SignInChallengeReply challenge) =>
            (await Shopper.ReadAsync<AuthenticatorReply>(
                await http.PostAsJsonAsync(
                    "/admin/sign-in/authenticator", new SetUpAuthenticatorRequest(challenge.Challenge)),
                HttpStatusCode.OK)).Secret;
    }

    [Fact]
    public async Task Secret_and_tokens_are_not_stored_in_clear()
    {
        var staff = await TestOperator.NewAsync(shop);

        await using var command = shop.AccountDb.CreateCommand($"""
            select concat(o,
                (select string_agg(s::text, '') from operator_sessions s where operator_id = o.id),
                (select string_agg(c::text, '') from operator_recovery_codes c where operator_id = o.id))
            from operators o where id = '{staff.Id}'
            """);
        var stored = (string)(await command.ExecuteScalarAsync())!;
        Assert.DoesNotContain(staff.Session.SessionToken, stored);
        Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(staff.Secret)), stored);
        Assert.All(staff.Session.RecoveryCodes, code => Assert.DoesNotContain(code, stored));
    }
}
