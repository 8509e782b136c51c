using System.Net;
using System.Net.Http.Json;
using Shop.Account;
using Shop.ServiceDefaults;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.Shared)]
public sealed class Withdrawing(RunningShop shop)
{
    private const string StatusOf = "select status from members where id = $1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task A_wrong_password_withdraws_nothing()
    {
        var member = await shop.NewShopperAsync();

        var answer = await WithdrawAsync(member, "a wrong password");

        await IsRefusedAsync(answer, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);
        Assert.Equal("ACTIVE", await _account.ReadAsync<string>(StatusOf, member.AccountId));
    }

    [Fact]
    public async Task Nothing_of_the_person_is_left_and_the_person_may_join_again()
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
    public async Task An_open_order_keeps_the_account()
    {
        var member = await shop.NewShopperAsync();
        await member.OrdersAsync(await shop.NewProductAsync());

        var answer = await WithdrawAsync(member, Shopper.Password);

        await IsRefusedAsync(answer, HttpStatusCode.Conflict, ProblemCodes.OpenOrders);
        Assert.Equal(HttpStatusCode.OK, (await _account.SignInAsync(member.LoginId)).StatusCode);
    }

    [Fact]
    public async Task A_closing_account_opens_no_session_and_places_no_order()
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
    public async Task What_a_crash_left_closing_is_finished()
    {
        var member = await shop.NewShopperAsync();
        await CloseAsync(member, secondsAgo: 16);

        await BecomesAsync(member, "WITHDRAWN");
    }

    [Fact]
    public async Task What_a_crash_left_closing_is_reopened_when_an_order_slipped_in()
    {
        var member = await shop.NewShopperAsync();
        await member.OrdersAsync(await shop.NewProductAsync());
        await CloseAsync(member, secondsAgo: 16);

        await BecomesAsync(member, "ACTIVE");
        await Shopper.ReadAsync<TokenReply>(
            await _account.RefreshAsync(member.Session.RefreshToken), HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_requests_at_once_withdraw_once()
    {
        // Where Commerce's answer was late for one of them, the other decided alone: then the next member tells.
        var answers = await Eventually.IsAsync(
            async () =>
            {
                var member = await shop.NewShopperAsync();
                return await Task.WhenAll(
                    SendsWithdrawAsync(member, Shopper.Password), SendsWithdrawAsync(member, Shopper.Password));
            },
            answers => answers.All(answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable),
            Patience);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
    }

    // As a shopper does who is asked to try again in a moment: on a busy machine Commerce's answer may be late.
    private static Task<HttpResponseMessage> WithdrawAsync(Shopper member, string password) => Eventually.IsAsync(
        () => SendsWithdrawAsync(member, password),
        answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable,
        Patience);

    private static Task<HttpResponseMessage> SendsWithdrawAsync(Shopper member, string password) =>
        member.Account.SendAsync(new(HttpMethod.Delete, "/me")
        {
            Content = JsonContent.Create(new WithdrawRequest(password)),
        });

    private Task<int> CloseAsync(Shopper member, int secondsAgo) => _account.ExecuteAsync("""
        update members set status = 'CLOSING', closing_since = now() - make_interval(secs => $1) where id = $2
        """, (double)secondsAgo, member.AccountId);

    private Task<string> BecomesAsync(Shopper member, string status) => Eventually.IsAsync(
        () => _account.ReadAsync<string>(StatusOf, member.AccountId),
        now => now == status);
}
