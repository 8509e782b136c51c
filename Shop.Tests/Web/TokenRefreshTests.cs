// Web renews a member's tokens before they expire. A storefront beside the graph issues them shortly before that.
using System.Diagnostics;
using System.Net;
using Npgsql;
using Shop.Tests.Startup;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class TokenRefreshTests(RunningShop shop)
{
    [Fact]
    public async Task Concurrent_requests_to_two_replicas_renew_the_tokens_once()
    {
        // Web renews a token two minutes before it expires, so these tokens are due four seconds after they are issued,
        // or three, because a token's expiry has no fractions of a second.
        var dueAfter = TimeSpan.FromSeconds(3);
        await using var storefront = await StorefrontProcess.StartAsync(shop, "00:02:04", replicas: 2);
        var shopper = await shop.NewShopperAsync();
        using var first = new PlainVisitor(storefront.Addresses[0]);
        using var second = new PlainVisitor(storefront.Addresses[1]);
        var since = Stopwatch.StartNew();
        await first.SignInAsync(shopper);
        second.Cookies.Add(storefront.Addresses[1], first.Cookies.GetCookies(storefront.Addresses[0]));

        var statuses = new List<HttpStatusCode>();
        var renewals = await Eventually.IsAsync(
            async () =>
            {
                var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(number =>
                    (number % 2 == 0 ? first : second).GetPageAsync("/me")));
                statuses.AddRange(replies.Select(reply => reply.Status));
                await using var command = shop.AccountDb.CreateCommand($"""
                    select max(n) - 1 from (
                        select count(*) as n from refresh_tokens t join sessions s on s.id = t.session_id
                        where s.member_id = '{shopper.AccountId}' group by session_id) as families
                    """);
                return (long)(await command.ExecuteScalarAsync())!;
            },
            count => count > 0,
            TimeSpan.FromSeconds(60));

        // A lost session would redirect to sign-in. A 503 only means that Account was too slow for this many requests.
        Assert.All(statuses, status => Assert.Contains(
            status, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable }));
        Assert.InRange(renewals, 1, (long)(since.Elapsed / dueAfter));
        Assert.Contains(shopper.LoginId, await second.ReadTextAsync("/me"));
    }

    [Fact]
    public async Task Refresh_that_has_lost_its_claim_writes_nothing()
    {
        await using var storefront = await StorefrontProcess.StartAsync(shop, "00:01:00"); // Every page refreshes.
        var shopper = await shop.NewShopperAsync();
        using var visitor = new PlainVisitor(storefront.Addresses[0]);
        await visitor.SignInAsync(shopper);
        await using var holder = await shop.AccountDb.OpenConnectionAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await RunAsync(holder, "select id from sessions where member_id = $1 for update", shopper.AccountId);

        var page = visitor.ReadTextAsync("/me");
        await Eventually.IsAsync(
            () => ReadAsync<bool>("select refresh_claimed_until is not null from sessions", shopper),
            isClaimed => isClaimed);
        await using (var web = await shop.WebDb.OpenConnectionAsync())
        {
            await RunAsync(
                web, "update sessions set refresh_claimed_until = now() + interval '1 minute' where account_id = $1",
                shopper.AccountId);
        }

        var (claim, tokens) = (await ClaimOfAsync(shopper), await TokensOfAsync(shopper));
        await hold.RollbackAsync();

        Assert.Contains(shopper.LoginId, await page);
        Assert.Equal(claim, await ClaimOfAsync(shopper));
        Assert.Equal(tokens, await TokensOfAsync(shopper));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, Guid value)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = value } } };
        await command.ExecuteNonQueryAsync();
    }

    private Task<DateTime> ClaimOfAsync(Shopper shopper) =>
        ReadAsync<DateTime>("select refresh_claimed_until from sessions", shopper);

    private Task<byte[]> TokensOfAsync(Shopper shopper) => ReadAsync<byte[]>("select tokens from sessions", shopper);

    private async Task<T> ReadAsync<T>(string select, Shopper shopper)
    {
        await using var command = shop.WebDb.CreateCommand($"{select} where account_id = $1");
        command.Parameters.Add(new() { Value = shopper.AccountId });
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
