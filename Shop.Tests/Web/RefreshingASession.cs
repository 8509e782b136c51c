using System.Diagnostics;
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Shop.Tests.Web;

public sealed class RefreshingASession(Browser browser) : IClassFixture<Browser>
{
    // Web renews a token two minutes before it ends: these tokens are due a few seconds after they are given.
    private const string ShortLifetime = "00:02:04";
    private static readonly TimeSpan DueAfter = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_crowd_of_requests_at_two_replicas_renews_the_tokens_once_and_stays_signed_in()
    {
        var shop = await RunningShop.StartAsync(builder =>
        {
            builder.CreateResourceBuilder<ProjectResource>("account")
                .WithEnvironment("Sessions__AccessTokenLifetime", ShortLifetime);
            builder.CreateResourceBuilder<ProjectResource>("web").WithReplicas(2);
        });
        await using var end = new Ending(shop);
        var shopper = await shop.NewShopperAsync();
        await using var visit = await browser.VisitAsync(shop);
        var since = Stopwatch.StartNew();
        await visit.Page.SignsInAsync(shopper);
        var session = (await visit.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "session");

        var answers = new List<HttpStatusCode>();
        var renewals = await Eventually.IsAsync(
            async () =>
            {
                var crowd = Enumerable.Range(0, 30).Select(_ => OpensMyPageAsync(shop, session.Value));
                answers.AddRange(await Task.WhenAll(crowd));
                return await RenewalsAsync(shop);
            },
            count => count > 0,
            TimeSpan.FromSeconds(60));

        // Whoever was signed out would be led to sign in; that Account answers a crowd too late is another matter.
        Assert.All(answers, answer => Assert.Contains(
            answer, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable }));
        Assert.InRange(renewals, 1, (long)(since.Elapsed / DueAfter));
        Assert.Equal(HttpStatusCode.OK, await OpensMyPageAsync(shop, session.Value));
    }

    // A connection of its own, so that the replicas take turns.
    private static async Task<HttpStatusCode> OpensMyPageAsync(RunningShop shop, string session)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.WebAddress, "/me"));
        request.Headers.Add("Cookie", $"session={session}");
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<long> RenewalsAsync(RunningShop shop)
    {
        await using var command = shop.AccountDb.CreateCommand(
            "select max(n) - 1 from (select count(*) as n from refresh_tokens group by session_id) as families");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private sealed class Ending(RunningShop shop) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await shop.DisposeAsync();
    }
}
