using System.Net;
using System.Net.Http.Json;
using Shop.Account;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.Shared)]
public sealed class StayingSignedIn(RunningShop shop)
{
    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task A_refresh_token_is_exchanged_for_a_new_session_token_and_its_successor()
    {
        var shopper = await shop.NewShopperAsync();

        var first = await RefreshedAsync(shopper.Session.RefreshToken);
        var second = await RefreshedAsync(first.RefreshToken);

        Assert.Equal(3, new[] { shopper.Session, first, second }.Select(s => s.RefreshToken).Distinct().Count());
        Assert.InRange(second.ExpiresAt - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.OK, (await MeAsync(second)).StatusCode);
    }

    [Fact]
    public async Task Two_tabs_that_refresh_at_once_both_stay_signed_in()
    {
        var shopper = await shop.NewShopperAsync();

        var tabs = await Task.WhenAll(
            RefreshedAsync(shopper.Session.RefreshToken), RefreshedAsync(shopper.Session.RefreshToken));

        foreach (var tab in tabs)
        {
            await RefreshedAsync(tab.RefreshToken);
        }
    }

    [Fact]
    public async Task A_third_use_ends_the_whole_family()
    {
        var shopper = await shop.NewShopperAsync();
        var first = await RefreshedAsync(shopper.Session.RefreshToken);
        var second = await RefreshedAsync(shopper.Session.RefreshToken);

        var third = await _account.RefreshAsync(shopper.Session.RefreshToken);

        await IsOverAsync(third);
        await IsOverAsync(await _account.RefreshAsync(first.RefreshToken));
        await IsOverAsync(await _account.RefreshAsync(second.RefreshToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await MeAsync(second)).StatusCode);
    }

    [Fact]
    public async Task A_token_replaced_longer_than_thirty_seconds_ago_ends_the_whole_family()
    {
        var shopper = await shop.NewShopperAsync();
        var successor = await RefreshedAsync(shopper.Session.RefreshToken);
        await AgeAsync(shopper, "replaced_at", seconds: 31);

        var reused = await _account.RefreshAsync(shopper.Session.RefreshToken);

        await IsOverAsync(reused);
        await IsOverAsync(await _account.RefreshAsync(successor.RefreshToken));
    }

    [Fact]
    public async Task A_token_whose_successor_is_in_use_ends_the_whole_family()
    {
        var shopper = await shop.NewShopperAsync();
        var successor = await RefreshedAsync(shopper.Session.RefreshToken);
        var newest = await RefreshedAsync(successor.RefreshToken);

        var reused = await _account.RefreshAsync(shopper.Session.RefreshToken);

        await IsOverAsync(reused);
        await IsOverAsync(await _account.RefreshAsync(newest.RefreshToken));
    }

    [Fact]
    public async Task Of_fifty_uses_at_once_two_are_answered()
    {
        var shopper = await shop.NewShopperAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => _account.RefreshAsync(shopper.Session.RefreshToken)));

        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_token_past_its_time_is_refused()
    {
        var shopper = await shop.NewShopperAsync();
        await AgeAsync(shopper, "expires_at", seconds: 15 * 24 * 60 * 60);

        await IsOverAsync(await _account.RefreshAsync(shopper.Session.RefreshToken));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_may_be_repeated()
    {
        var shopper = await shop.NewShopperAsync();
        var elsewhere = await Shopper.ReadAsync<TokenReply>(
            await _account.SignInAsync(shopper.LoginId), HttpStatusCode.OK);
        var request = new SignOutRequest(shopper.Session.RefreshToken);

        var first = await _account.Http.PostAsJsonAsync("/sign-out", request);
        var second = await _account.Http.PostAsJsonAsync("/sign-out", request);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, second.StatusCode);
        await IsOverAsync(await _account.RefreshAsync(shopper.Session.RefreshToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await MeAsync(shopper.Session)).StatusCode);
        await RefreshedAsync(elsewhere.RefreshToken);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_sessions_of_that_member_only()
    {
        var (shopper, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());
        var elsewhere = await Shopper.ReadAsync<TokenReply>(
            await _account.SignInAsync(shopper.LoginId), HttpStatusCode.OK);

        using var answer = await _account.Http.PostAsJsonAsync(
            "/sign-out", new SignOutRequest(shopper.Session.RefreshToken, Everywhere: true));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await IsOverAsync(await _account.RefreshAsync(shopper.Session.RefreshToken));
        await IsOverAsync(await _account.RefreshAsync(elsewhere.RefreshToken));
        await RefreshedAsync(other.Session.RefreshToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("made-up")]
    public async Task A_token_that_was_never_given_is_refused(string token) =>
        await IsOverAsync(await _account.RefreshAsync(token));

    private async Task<TokenReply> RefreshedAsync(string refreshToken) =>
        await Shopper.ReadAsync<TokenReply>(await _account.RefreshAsync(refreshToken), HttpStatusCode.OK);

    private static Task IsOverAsync(HttpResponseMessage answer) =>
        IsRefusedAsync(answer, HttpStatusCode.Unauthorized, ProblemCodes.InvalidCredentials);

    private Task<HttpResponseMessage> MeAsync(TokenReply session) => _account.Http.SendAsync(
        new(HttpMethod.Get, "/me") { Headers = { Authorization = new("Bearer", session.AccessToken) } });

    private Task<int> AgeAsync(Shopper shopper, string column, int seconds) => _account.ExecuteAsync(
        $"""
         update refresh_tokens set {column} = {column} - make_interval(secs => $1)
         where session_id in (select id from sessions where member_id = $2)
         """, (double)seconds, shopper.AccountId);
}
