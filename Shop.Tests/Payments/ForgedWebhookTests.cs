using System.Net;
using System.Text;

namespace Shop.Tests.Payments;

/// <summary>Anyone can post to the webhook URL. Only webhooks with a valid signature are stored.</summary>
[Collection(RunningShop.Shared)]
public sealed class ForgedWebhookTests(RunningShop shop)
{
    private const string Body = """{"type":"Transaction.Paid","data":{}}""";
    private const string OtherSecret = "whsec_YW5vdGhlcnMtd2ViaG9vay1zZWNyZXQtMzItYnl0ZXM=";

    public static TheoryData<string, Func<HttpRequestMessage>> Forgeries => new()
    {
        { "a wrong secret", () => Webhook.Signed(Body, secret: OtherSecret) },
        { "a changed body", () => Change(request =>
            request.Content = new StringContent(Body + " ", Encoding.UTF8, "application/json")) },
        { "another id", () => Change(request => Replace(request, "webhook-id", Webhook.NewId())) },
        { "an old timestamp", () => Webhook.Signed(Body, age: TimeSpan.FromSeconds(301 + 5)) },
        { "a future timestamp", () => Webhook.Signed(Body, age: -TimeSpan.FromSeconds(301 + 5)) },
        { "a changed timestamp", () => Change(request => Replace(request, "webhook-timestamp", "1")) },
        { "a timestamp that is not a number", () => Change(request => Replace(request, "webhook-timestamp", "now")) },
        { "no id", () => Change(request => request.Headers.Remove("webhook-id")) },
        { "no timestamp", () => Change(request => request.Headers.Remove("webhook-timestamp")) },
        { "no signature", () => Change(request => request.Headers.Remove("webhook-signature")) },
        { "two signature headers", () => Change(request =>
            request.Headers.TryAddWithoutValidation("webhook-signature", "v1,AAAA")) },
        { "an empty signature", () => Change(request => Replace(request, "webhook-signature", "v1,")) },
        { "a malformed signature", () => Change(request => Replace(request, "webhook-signature", "v1,%")) },
        { "another signature version", () => Change(request => Replace(
            request, "webhook-signature", SignatureOf(request).Replace("v1,", "v2,"))) },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Forged_webhook_is_refused_and_not_stored(string what, Func<HttpRequestMessage> forge)
    {
        using var commerce = shop.CreateClient("commerce");
        using var forged = forge();
        var id = forged.Headers.TryGetValues("webhook-id", out var ids) ? ids.Single() : "";

        using var answer = await commerce.SendAsync(forged);

        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"Webhook with {what}: {answer.StatusCode}");
        Assert.Equal(0, await shop.CommerceAsync<long>($"select count(*) from webhooks where id = '{id}'"));
    }

    [Fact]
    public async Task One_valid_signature_among_others_is_enough()
    {
        using var commerce = shop.CreateClient("commerce");
        using var request = Webhook.Signed(Body);
        var other = Webhook.Signature(OtherSecret, "x", "1", Body);
        Replace(request, "webhook-signature", $"v1a,AAAA {other} {SignatureOf(request)}");

        using var answer = await commerce.SendAsync(request);

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
