using System.Net;
using static Shop.Contracts.ProblemCodes;
using static Shop.Tests.Accounts.AccountApi;

namespace Shop.Tests.Accounts;

/// <summary>WithdrawnShopperTests checks what Commerce keeps of a withdrawn shopper.</summary>
[Collection(RunningShop.Shared)]
public sealed class WithdrawTests(RunningShop shop)
{
    private static readonly TimeSpan RetryTimeout = TimeSpan.FromSeconds(60);

    private readonly AccountApi _account = new(shop);

    [Fact]
    public async Task Wrong_password_or_an_open_order_prevents_withdrawal()
    {
        var shopper = await shop.NewShopperAsync();

        await WithdrawAsync(shopper, WrongPassword).IsProblemAsync(InvalidCredentials);
        Assert.Equal("ACTIVE", await StatusOfAsync(shopper));

        await shopper.OrderAsync(await shop.NewProductAsync());
        await WithdrawAsync(shopper).IsProblemAsync(OpenOrders);
        await _account.SignInSuccessfullyAsync(shopper.LoginId);
    }

    [Fact]
    public async Task Concurrent_withdrawals_erase_personal_data_once_and_allow_a_new_sign_up()
    {
        var shopper = await shop.NewShopperAsync();

        var responses = await Task.WhenAll(WithdrawAsync(shopper), WithdrawAsync(shopper));

        // A request that comes after the other finds no session any more.
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.NoContent);
        Assert.All(responses, response => Assert.Contains(
            response.StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.Unauthorized }));
        await _account.SignInAsync(shopper.LoginId).HasStatusAsync(HttpStatusCode.Unauthorized);
        await _account.RefreshAsync(shopper.Session.RefreshToken).HasStatusAsync(HttpStatusCode.Unauthorized);
        await shopper.Account.GetAsync("/me").HasStatusAsync(HttpStatusCode.Unauthorized);
        Assert.Equal(0, await _account.ReadAsync<int>("""
            select num_nonnulls(login_id, password_hash, name_encrypted, birth_date_encrypted, hashed_ci)
            from members where id = $1
            """, shopper.AccountId));

        var again = await _account.SignUpAsync(shopper.LoginId, await _account.VerifyAsync(shopper.Person));
        var joined = await Shopper.ReadAsync<SignUpReply>(again, HttpStatusCode.Created);
        Assert.NotEqual(shopper.AccountId, joined.AccountId);
    }

    [Fact]
    public async Task Concurrent_order_prevents_the_withdrawal_or_is_refused()
    {
        foreach (var shopper in await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => shop.NewShopperAsync())))
        {
            var product = await shop.NewProductAsync();
            var orders = Enumerable.Range(1, 3).Select(pieces =>
                shopper.SendOrderAsync(new(Shopper.Home, [new(product.Id, pieces)])));
            var withdrawing = WithdrawAsync(shopper);
            var placed = (await Task.WhenAll(orders)).Any(response => response.StatusCode == HttpStatusCode.Created);

            var hasWithdrawn = (await withdrawing).StatusCode == HttpStatusCode.NoContent;

            Assert.True(
                placed != hasWithdrawn, $"An order was placed: {placed}. The account is closed: {hasWithdrawn}.");
            Assert.Equal(hasWithdrawn ? "WITHDRAWN" : "ACTIVE", await StatusOfAsync(shopper));
        }
    }

    [Fact]
    public async Task Withdrawal_interrupted_by_a_crash_is_completed_by_a_repeat()
    {
        var shopper = await shop.NewShopperAsync();
        var product = await shop.NewProductAsync();
        await shop.ExecuteSqlAsync( // Commerce has closed the shopper already.
            $"insert into shoppers values ('{shopper.AccountId}', now(), now() + interval '1 hour')");

        await shopper.SendOrderAsync(new(Shopper.Home, [new(product.Id, 1)]))
            .HasStatusAsync(HttpStatusCode.Unauthorized);
        await WithdrawAsync(shopper).HasStatusAsync(HttpStatusCode.NoContent);

        Assert.Equal("WITHDRAWN", await StatusOfAsync(shopper));
    }

    // Retries after a 503, as a shopper does: on a busy machine Commerce's response may be late.
    private static Task<HttpResponseMessage> WithdrawAsync(Shopper shopper, string password = Shopper.Password) =>
        Eventually.IsAsync(
            () => shopper.WithdrawAsync(password),
            response => response.StatusCode != HttpStatusCode.ServiceUnavailable,
            RetryTimeout);

    private Task<string> StatusOfAsync(Shopper shopper) =>
        _account.ReadAsync<string>("select status from members where id = $1", shopper.AccountId);
}
