using System.Net;
using System.Net.Http.Json;
using Shop.ServiceDefaults;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.Shared)]
public sealed class WithdrawTests(RunningShop shop)
{
    private const string StatusOf = "select status from members where id = $1";

    private static readonly TimeSpan RetryTimeout = TimeSpan.FromSeconds(60);

    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Wrong_password_is_refused()
    {
        var member = await shop.NewShopperAsync();

        var answer = await WithdrawAsync(member, "a wrong password");

        await IsRefusedAsync(answer, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        Assert.Equal("ACTIVE", await _account.ReadAsync<string>(StatusOf, member.AccountId));
    }

    [Fact]
    public async Task Withdrawal_erases_personal_data_and_allows_a_new_sign_up()
    {
        var member = await shop.NewShopperAsync();

        var answer = await WithdrawAsync(member, Shopper.Password);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _account.SignInAsync(member.LoginId)).StatusCode);
        var refresh = await _account.RefreshAsync(member.Session.RefreshToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refresh.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await member.Account.GetAsync("/me")).StatusCode);
        Assert.Equal(0, await _account.ReadAsync<int>("""
            select num_nonnulls(login_id, password_hash, name_encrypted, birth_date_encrypted, hashed_ci)
            from members where id = $1
            """, member.AccountId));

        var again = await _account.SignUpAsync(member.LoginId, await _account.VerifyAsync(member.Person));
        var joined = await Shopper.ReadAsync<SignUpReply>(again, HttpStatusCode.Created);
        Assert.NotEqual(member.AccountId, joined.AccountId);
    }

    [Fact]
    public async Task Open_order_prevents_withdrawal()
    {
        var member = await shop.NewShopperAsync();
        await member.OrdersAsync(await shop.NewProductAsync());

        var answer = await WithdrawAsync(member, Shopper.Password);

        await IsRefusedAsync(answer, HttpStatusCode.Conflict, ProblemCodes.OpenOrders);
        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(member.LoginId)).StatusCode);
    }

    [Fact]
    public async Task Closing_account_cannot_sign_in_refresh_or_order()
    {
        var member = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();
        await CloseAsync(member, secondsAgo: 0);

        var signIn = await _account.SignInAsync(member.LoginId);
        var refresh = await _account.RefreshAsync(member.Session.RefreshToken);
        var order = await member.SendsOrderAsync(new(Shopper.Home, [new(product.Id, 1)]));

        await IsRefusedAsync(signIn, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        await IsRefusedAsync(refresh, HttpStatusCode.ServiceUnavailable, SharedProblemCodes.Unavailable);
        Assert.False(order.IsSuccessStatusCode, "A closing account placed an order.");
        Assert.Equal("CLOSING", await _account.ReadAsync<string>(StatusOf, member.AccountId));
    }

    [Fact]
    public async Task Withdrawal_interrupted_by_a_crash_is_completed()
    {
        var member = await shop.NewShopperAsync();
        await CloseAsync(member, secondsAgo: 16);

        await WaitForStatusAsync(member, "WITHDRAWN");
    }

    [Fact]
    public async Task Withdrawal_interrupted_by_a_crash_is_reverted_if_an_order_is_open()
    {
        var member = await shop.NewShopperAsync();
        await member.OrdersAsync(await shop.NewProductAsync());
        await CloseAsync(member, secondsAgo: 16);

        await WaitForStatusAsync(member, "ACTIVE");
        await Shopper.ReadAsync<TokenReply>(
            await _account.RefreshAsync(member.Session.RefreshToken), HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_concurrent_withdrawals_both_succeed()
    {
        // If Commerce's response to one of them was late, the other decided alone. Then the test uses the next shopper.
        var answers = await Eventually.IsAsync(
            async () =>
            {
                var member = await shop.NewShopperAsync();
                return await Task.WhenAll(
                    SendWithdrawAsync(member, Shopper.Password), SendWithdrawAsync(member, Shopper.Password));
            },
            answers => answers.All(answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable),
            RetryTimeout);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
    }

    // Retries after a 503, as a shopper does: on a busy machine Commerce's response may be late.
    private static Task<HttpResponseMessage> WithdrawAsync(Shopper member, string password) => Eventually.IsAsync(
        () => SendWithdrawAsync(member, password),
        answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable,
        RetryTimeout);

    private static Task<HttpResponseMessage> SendWithdrawAsync(Shopper member, string password) =>
        member.Account.SendAsync(new(HttpMethod.Delete, "/me")
        {
            Content = JsonContent.Create(new WithdrawRequest(password)),
        });

    private Task<int> CloseAsync(Shopper member, int secondsAgo) => _account.ExecuteAsync("""
        update members set status = 'CLOSING', closing_since = now() - make_interval(secs => $1) where id = $2
        """, (double)secondsAgo, member.AccountId);

    private Task<string> WaitForStatusAsync(Shopper member, string status) => Eventually.IsAsync(
        () => _account.ReadAsync<string>(StatusOf, member.AccountId),
        now => now == status);
}
