using System.Diagnostics;
using System.Net;
using Shop.Tests.Starting;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class RefreshingASession(RunningShop shop)
{
    // Web renews a token two minutes before it ends: these tokens are due a few seconds after they are given.
    private const string ShortLifetime = "00:02:04";
    private static readonly TimeSpan DueAfter = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_crowd_of_requests_at_two_replicas_renews_the_tokens_once_and_stays_signed_in()
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
                    OpensMyPageAsync(storefront.Addresses[place % 2], session.Value));
                answers.AddRange(await Task.WhenAll(crowd));
                return await RenewalsAsync(shopper);
            },
            count => count > 0,
            TimeSpan.FromSeconds(60));

        // Whoever was signed out would be led to sign in; that Account answers a crowd too late is another matter.
        Assert.All(answers, answer => Assert.Contains(
            answer, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable }));
        Assert.InRange(renewals, 1, (long)(since.Elapsed / DueAfter));
        Assert.Equal(HttpStatusCode.OK, await OpensMyPageAsync(storefront.Addresses[1], session.Value));
    }

    private static async Task<HttpStatusCode> OpensMyPageAsync(Uri storefront, string session)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(storefront, "/me"));
        request.Headers.Add("Cookie", $"session={session}");
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<long> RenewalsAsync(Shopper shopper)
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
