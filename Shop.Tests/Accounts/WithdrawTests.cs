using System.Net;
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
    public async Task Concurrent_withdrawals_both_succeed()
    {
        var member = await shop.NewShopperAsync();

        var answers = await Task.WhenAll(
            WithdrawAsync(member, Shopper.Password), WithdrawAsync(member, Shopper.Password));

        // A request that comes after the other finds no session any more.
        Assert.All(answers, answer => Assert.Contains(
            answer.StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.Unauthorized }));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Concurrent_order_prevents_the_withdrawal_or_is_refused()
    {
        foreach (var member in await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => shop.NewShopperAsync())))
        {
            var product = await shop.NewProductAsync();
            var orders = Enumerable.Range(1, 3).Select(pieces =>
                member.SendsOrderAsync(new(Shopper.Home, [new(product.Id, pieces)])));
            var withdrawing = WithdrawAsync(member, Shopper.Password);
            var placed = (await Task.WhenAll(orders)).Any(answer => answer.StatusCode == HttpStatusCode.Created);

            var hasWithdrawn = (await withdrawing).StatusCode == HttpStatusCode.NoContent;

            Assert.True(
                placed != hasWithdrawn, $"An order was placed: {placed}. The account is closed: {hasWithdrawn}.");
            Assert.Equal(hasWithdrawn ? "WITHDRAWN" : "ACTIVE", await _account.ReadAsync<string>(
                StatusOf, member.AccountId));
        }
    }

    [Fact]
    public async Task Withdrawal_interrupted_by_a_crash_is_completed_by_a_repeat()
    {
        var member = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();
        await shop.CommerceAsync(
            $"insert into shoppers values ('{member.AccountId}', now(), now() + interval '1 hour')"); // Closed already.

        var order = await member.SendsOrderAsync(new(Shopper.Home, [new(product.Id, 1)]));
        var answer = await WithdrawAsync(member, Shopper.Password);

        Assert.Equal(HttpStatusCode.Unauthorized, order.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("WITHDRAWN", await _account.ReadAsync<string>(StatusOf, member.AccountId));
    }

    // Retries after a 503, as a shopper does: on a busy machine Commerce's response may be late.
    private static Task<HttpResponseMessage> WithdrawAsync(Shopper member, string password) => Eventually.IsAsync(
        () => member.WithdrawsAsync(password),
        answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable,
        RetryTimeout);
}
