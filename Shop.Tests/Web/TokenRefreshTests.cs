// Web renews a member's tokens before they expire. A storefront beside the graph issues them shortly before that.
using System.Diagnostics;
using System.Net;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class TokenRefreshTests(RunningShop shop)
{
    [Fact]
    public async Task Concurrent_requests_to_two_replicas_renew_the_tokens_once()
    {
        // Web renews a token two minutes before it expires, so these tokens are due four seconds after they are issued.
        var dueAfter = TimeSpan.FromSeconds(4);
        await using var storefront = await StorefrontProcess.StartAsync(shop, "00:02:04", replicas: 2);
        var shopper = await shop.NewShopperAsync();
        using var first = new PlainVisitor(storefront.Addresses[0]);
        using var second = new PlainVisitor(storefront.Addresses[1]);
        var since = Stopwatch.StartNew();
        await first.SignsInAsync(shopper);
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
        Assert.Contains(shopper.LoginId, await second.ReadsAsync("/me"));
    }
}
