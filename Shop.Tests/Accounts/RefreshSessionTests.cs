using System.Net;
using System.Net.Http.Json;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.Shared)]
public sealed class RefreshSessionTests(RunningShop shop)
{
    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Refresh_token_is_exchanged_for_an_access_token_and_a_successor()
    {
        var shopper = await shop.NewShopperAsync();

        var first = await RefreshSuccessfullyAsync(shopper.Session.RefreshToken);
        var second = await RefreshSuccessfullyAsync(first.RefreshToken);

        Assert.Equal(3, new[] { shopper.Session, first, second }.Select(s => s.RefreshToken).Distinct().Count());
        Assert.InRange(second.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.OK, (await MeAsync(second)).StatusCode);
    }

    [Fact]
    public async Task Two_tabs_that_refresh_concurrently_both_stay_signed_in()
    {
        var shopper = await shop.NewShopperAsync();

        var tabs = await Task.WhenAll(
            RefreshSuccessfullyAsync(shopper.Session.RefreshToken),
            RefreshSuccessfullyAsync(shopper.Session.RefreshToken));

        foreach (var tab in tabs)
        {
            await RefreshSuccessfullyAsync(tab.RefreshToken);
        }
    }

    [Fact]
    public async Task Third_use_revokes_the_token_family()
    {
        var shopper = await shop.NewShopperAsync();
        var first = await RefreshSuccessfullyAsync(shopper.Session.RefreshToken);
        var second = await RefreshSuccessfullyAsync(shopper.Session.RefreshToken);

        var third = await _account.RefreshAsync(shopper.Session.RefreshToken);

        await AssertRefusedAsync(third);
        await AssertRefusedAsync(await _account.RefreshAsync(first.RefreshToken));
        await AssertRefusedAsync(await _account.RefreshAsync(second.RefreshToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await MeAsync(second)).StatusCode);
    }

    [Fact]
    public async Task Reuse_after_thirty_seconds_revokes_the_token_family()
    {
        var shopper = await shop.NewShopperAsync();
        var successor = await RefreshSuccessfullyAsync(shopper.Session.RefreshToken);
        await AgeAsync(shopper, "replaced_at", seconds: 31);

        var reused = await _account.RefreshAsync(shopper.Session.RefreshToken);

        await AssertRefusedAsync(reused);
        await AssertRefusedAsync(await _account.RefreshAsync(successor.RefreshToken));
    }

    [Fact]
    public async Task Reuse_after_the_successor_was_used_revokes_the_token_family()
    {
        var shopper = await shop.NewShopperAsync();
        var successor = await RefreshSuccessfullyAsync(shopper.Session.RefreshToken);
        var newest = await RefreshSuccessfullyAsync(successor.RefreshToken);

        var reused = await _account.RefreshAsync(shopper.Session.RefreshToken);

        await AssertRefusedAsync(reused);
        await AssertRefusedAsync(await _account.RefreshAsync(newest.RefreshToken));
    }

    [Fact]
    public async Task Two_of_fifty_concurrent_refreshes_succeed()
    {
        var shopper = await shop.NewShopperAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => _account.RefreshAsync(shopper.Session.RefreshToken)));

        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Expired_token_is_refused()
    {
        var shopper = await shop.NewShopperAsync();
        await AgeAsync(shopper, "expires_at", seconds: 15 * 24 * 60 * 60);

        await AssertRefusedAsync(await _account.RefreshAsync(shopper.Session.RefreshToken));
    }

    [Fact]
    public async Task Sign_out_ends_the_session_and_is_idempotent()
    {
        var shopper = await shop.NewShopperAsync();
        var elsewhere = await Shopper.ReadAsync<TokenReply>(
            await _account.SignInAsync(shopper.LoginId), HttpStatusCode.OK);
        var request = new SignOutRequest(shopper.Session.RefreshToken);

        var first = await _account.Http.PostAsJsonAsync("/sign-out", request);
        var second = await _account.Http.PostAsJsonAsync("/sign-out", request);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, second.StatusCode);
        await AssertRefusedAsync(await _account.RefreshAsync(shopper.Session.RefreshToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await MeAsync(shopper.Session)).StatusCode);
        await RefreshSuccessfullyAsync(elsewhere.RefreshToken);
    }

    [Fact]
    public async Task Sign_out_everywhere_ends_only_the_sessions_of_that_shopper()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var elsewhere = await Shopper.ReadAsync<TokenReply>(
            await _account.SignInAsync(shopper.LoginId), HttpStatusCode.OK);

        using var answer = await _account.Http.PostAsJsonAsync(
            "/sign-out", new SignOutRequest(shopper.Session.RefreshToken, Everywhere: true));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await AssertRefusedAsync(await _account.RefreshAsync(shopper.Session.RefreshToken));
        await AssertRefusedAsync(await _account.RefreshAsync(elsewhere.RefreshToken));
        await RefreshSuccessfullyAsync(other.Session.RefreshToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("made-up")]
    public async Task Unknown_token_is_refused(string token) =>
        await AssertRefusedAsync(await _account.RefreshAsync(token));

    private async Task<TokenReply> RefreshSuccessfullyAsync(string refreshToken) =>
        await Shopper.ReadAsync<TokenReply>(await _account.RefreshAsync(refreshToken), HttpStatusCode.OK);

    private static Task AssertRefusedAsync(HttpResponseMessage answer) =>
        IsRefusedAsync(answer, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);

    private Task<HttpResponseMessage> MeAsync(TokenReply session) => _account.Http.SendAsync(
        new(HttpMethod.Get, "/me") { Headers = { Authorization = new("Bearer", session.AccessToken) } });

    private Task<int> AgeAsync(Shopper shopper, string column, int seconds) => _account.ExecuteAsync(
        $"""
         update refresh_tokens set {column} = {column} - make_interval(secs => $1)
         where session_id in (select id from sessions where member_id = $2)
         """, (double)seconds, shopper.AccountId);
}
