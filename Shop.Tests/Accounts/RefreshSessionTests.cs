using System.Net;
using System.Net.Http.Json;
using static Shop.Contracts.ProblemCodes;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.Shared)]
public sealed class RefreshSessionTests(RunningShop shop)
{
    private readonly AccountApi _account = new(shop);

    [Fact]
    public async Task Two_tabs_that_refresh_concurrently_get_a_successor_each_and_both_stay_signed_in()
    {
        var token = (await shop.NewShopperAsync()).Session.RefreshToken;

        var tabs = await Task.WhenAll(RefreshAsync(token), RefreshAsync(token));

        foreach (var tab in tabs)
        {
            var next = await RefreshAsync(tab.RefreshToken);
            await MeAsync(next).HasStatusAsync(HttpStatusCode.OK);
            Assert.InRange(next.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(16));
        }

        Assert.Equal(3, new[] { token, tabs[0].RefreshToken, tabs[1].RefreshToken }.Distinct().Count());
    }

    [Theory]
    [InlineData("a third use")]
    [InlineData("a second use after 30 s")]
    [InlineData("a second use after a use of the successor")]
    public async Task Reuse_of_a_replaced_token_revokes_the_token_family(string reuse)
    {
        var shopper = await shop.NewShopperAsync();
        var first = await RefreshAsync(shopper.Session.RefreshToken);
        var newest = first;
        switch (reuse)
        {
            case "a third use": newest = await RefreshAsync(shopper.Session.RefreshToken); break;
            case "a second use after 30 s": await AgeAsync(shopper, "replaced_at", seconds: 31); break;
            default: newest = await RefreshAsync(first.RefreshToken); break;
        }

        foreach (var token in new[] { shopper.Session, first, newest })
        {
            await _account.RefreshAsync(token.RefreshToken).IsProblemAsync(InvalidCredentials);
        }

        await MeAsync(newest).HasStatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Two_of_fifty_concurrent_refreshes_succeed()
    {
        var token = (await shop.NewShopperAsync()).Session.RefreshToken;

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _account.RefreshAsync(token)));

        Assert.Equal(2, responses.Count(response => response.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Expired_or_unknown_token_is_refused()
    {
        var shopper = await shop.NewShopperAsync();
        await AgeAsync(shopper, "expires_at", seconds: 15 * 24 * 60 * 60);

        foreach (var token in new[] { shopper.Session.RefreshToken, "", "made-up" })
        {
            await _account.RefreshAsync(token).IsProblemAsync(InvalidCredentials);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sign_out_ends_the_session_or_all_sessions_of_the_shopper_and_is_idempotent(bool everywhere)
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var elsewhere = await _account.SignInSuccessfullyAsync(shopper.LoginId);
        var request = new SignOutRequest(shopper.Session.RefreshToken, everywhere);

        await _account.Http.PostAsJsonAsync("/sign-out", request).HasStatusAsync(HttpStatusCode.NoContent);
        await _account.Http.PostAsJsonAsync("/sign-out", request).HasStatusAsync(HttpStatusCode.NoContent);

        await _account.RefreshAsync(shopper.Session.RefreshToken).IsProblemAsync(InvalidCredentials);
        await MeAsync(shopper.Session).HasStatusAsync(HttpStatusCode.Unauthorized);
        await _account.RefreshAsync(elsewhere.RefreshToken)
            .HasStatusAsync(everywhere ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
        await RefreshAsync(other.Session.RefreshToken);
    }

    private async Task<TokenReply> RefreshAsync(string refreshToken) =>
        await Shopper.ReadAsync<TokenReply>(await _account.RefreshAsync(refreshToken), HttpStatusCode.OK);

    private Task<HttpResponseMessage> MeAsync(TokenReply session) => _account.Http.SendAsync(
        new(HttpMethod.Get, "/me") { Headers = { Authorization = new("Bearer", session.AccessToken) } });

    private Task<int> AgeAsync(Shopper shopper, string column, int seconds) => _account.ExecuteAsync(
        $"""
         update refresh_tokens set {column} = {column} - make_interval(secs => $1)
         where session_id in (select id from sessions where member_id = $2)
         """, (double)seconds, shopper.AccountId);
}
