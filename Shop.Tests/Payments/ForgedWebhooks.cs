using System.Net;
using System.Text;

namespace Shop.Tests.Payments;

/// <summary>Anybody can post to the webhook's address; only what PortOne signed is kept.</summary>
[Collection(RunningShop.Shared)]
public sealed class ForgedWebhooks(RunningShop shop)
{
    private const string Body = """{"type":"Transaction.Paid","data":{}}""";
    private const string AnothersSecret = "whsec_YW5vdGhlcnMtd2ViaG9vay1zZWNyZXQtMzItYnl0ZXM=";

    public static TheoryData<string, Func<HttpRequestMessage>> Forgeries => new()
    {
        { "a wrong secret", () => Webhook.Signed(Body, secret: AnothersSecret) },
        { "a changed body", () => Change(request =>
            request.Content = new StringContent(Body + " ", Encoding.UTF8, "application/json")) },
        { "another id", () => Change(request => Replace(request, "webhook-id", Webhook.NewId())) },
        { "an old copy", () => Webhook.Signed(Body, age: TimeSpan.FromSeconds(301 + 5)) },
        { "one from the future", () => Webhook.Signed(Body, age: -TimeSpan.FromSeconds(301 + 5)) },
        { "an old copy with a new time", () => Change(request => Replace(request, "webhook-timestamp", "1")) },
        { "no time", () => Change(request => Replace(request, "webhook-timestamp", "now")) },
        { "no id", () => Change(request => request.Headers.Remove("webhook-id")) },
        { "no timestamp", () => Change(request => request.Headers.Remove("webhook-timestamp")) },
        { "no signature", () => Change(request => request.Headers.Remove("webhook-signature")) },
        { "two signature headers", () => Change(request =>
            request.Headers.TryAddWithoutValidation("webhook-signature", "v1,AAAA")) },
        { "an empty signature", () => Change(request => Replace(request, "webhook-signature", "v1,")) },
        { "a signature that is none", () => Change(request => Replace(request, "webhook-signature", "v1,%")) },
        { "another version", () => Change(request => Replace(
            request, "webhook-signature", SignatureOf(request).Replace("v1,", "v2,"))) },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Is_refused_and_nothing_is_kept(string what, Func<HttpRequestMessage> forge)
    {
        using var door = shop.Door("commerce");
        using var forged = forge();
        var id = forged.Headers.TryGetValues("webhook-id", out var ids) ? ids.Single() : "";

        using var answer = await door.SendAsync(forged);

        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{what} was answered {answer.StatusCode}");
        Assert.Equal(0, await shop.CommerceAsync<long>($"select count(*) from webhooks where id = '{id}'"));
    }

    [Fact]
    public async Task One_right_signature_among_others_suffices()
    {
        using var door = shop.Door("commerce");
        using var request = Webhook.Signed(Body);
        var anothers = Webhook.Signature(AnothersSecret, "x", "1", Body);
        Replace(request, "webhook-signature", $"v1a,AAAA {anothers} {SignatureOf(request)}");

        using var answer = await door.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static HttpRequestMessage Change(Action<HttpRequestMessage> change)
    {
        var request = Webhook.Signed(Body);
        change(request);
        return request;
    }

    private static string SignatureOf(HttpRequestMessage request) =>
        request.Headers.GetValues("webhook-signature").Single();

    private static void Replace(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        request.Headers.TryAddWithoutValidation(header, value);
    }
}
