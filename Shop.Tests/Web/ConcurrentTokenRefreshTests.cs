using System.Diagnostics;
using System.Net;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class ConcurrentTokenRefreshTests(RunningShop shop)
{
    // Web renews a token two minutes before it expires, so these tokens are due a few seconds after they are issued.
    private const string ShortLifetime = "00:02:04";
    private static readonly TimeSpan DueAfter = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Concurrent_requests_to_two_replicas_renew_the_tokens_once()
    {
        await using var storefront = await StorefrontProcess.StartAsync(shop, ShortLifetime, replicas: 2);
        var shopper = await shop.NewShopperAsync();
        using var visitor = new PlainVisitor(storefront.Addresses[0]);
        var since = Stopwatch.StartNew();
        await visitor.SignsInAsync(shopper);
        var session = visitor.Cookies.GetCookies(storefront.Addresses[0])["session"]!;

        var answers = new List<HttpStatusCode>();
        var renewals = await Eventually.IsAsync(
            async () =>
            {
                var crowd = Enumerable.Range(0, 30).Select(place =>
                    OpenMyPageAsync(storefront.Addresses[place % 2], session.Value));
                answers.AddRange(await Task.WhenAll(crowd));
                return await CountRenewalsAsync(shopper);
            },
            count => count > 0,
            TimeSpan.FromSeconds(60));

        // A lost session would redirect to sign-in. A 503 only means that Account was too slow for this many requests.
        Assert.All(answers, answer => Assert.Contains(
            answer, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable }));
        Assert.InRange(renewals, 1, (long)(since.Elapsed / DueAfter));
        Assert.Equal(HttpStatusCode.OK, await OpenMyPageAsync(storefront.Addresses[1], session.Value));
    }

    private static async Task<HttpStatusCode> OpenMyPageAsync(Uri storefront, string session)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(storefront, "/me"));
        request.Headers.Add("Cookie", $"session={session}");
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<long> CountRenewalsAsync(Shopper shopper)
    {
        await using var command = shop.AccountDb.CreateCommand("""
            select max(n) - 1 from (
                select count(*) as n from refresh_tokens t join sessions s on s.id = t.session_id
                where s.member_id = $1 group by session_id) as families
            """);
        command.Parameters.Add(new() { Value = shopper.AccountId });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
