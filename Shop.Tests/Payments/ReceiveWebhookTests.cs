// Anyone can post to the webhook's address. A webhook with a valid signature is stored and answered with 200, whatever
// its media type and content; every other one is refused and not stored.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.ServiceDefaults;

namespace Shop.Tests.Payments;

[Collection(RunningShop.Shared)]
public sealed class ReceiveWebhookTests(RunningShop shop)
{
    private const string Body = """{"type":"Transaction.Ready","data":{}}""";
    private const string OtherSecret = "whsec_YW5vdGhlcnMtd2ViaG9vay1zZWNyZXQtMzItYnl0ZXM=";

    private static readonly string TooLarge = $$"""{"data":"{{new string('x', 64 * 1024)}}"}""";

    public static TheoryData<string, Func<HttpRequestMessage>> Forgeries => new()
    {
        { "a wrong secret", () => Webhook.Signed(Body, secret: OtherSecret) },
        { "a changed body", () => Webhook.Signed(Body).WithBody(Body + " ") },
        { "another id", () => With("webhook-id", Webhook.NewId()) },
        { "an old timestamp", () => Webhook.Signed(Body, age: TimeSpan.FromSeconds(301 + 5)) },
        { "a future timestamp", () => Webhook.Signed(Body, age: -TimeSpan.FromSeconds(301 + 5)) },
        { "a changed timestamp", () => With("webhook-timestamp", "1") },
        { "a timestamp that is not a number", () => With("webhook-timestamp", "now") },
        { "no id", () => With("webhook-id") },
        { "a too long id", () => Webhook.Signed(Body, id: new('x', 201)) },
        { "no timestamp", () => With("webhook-timestamp") },
        { "no signature", () => With("webhook-signature") },
        { "two signature headers", () => With("webhook-signature", "v1,{right}", "v1,AAAA") },
        { "an empty signature", () => With("webhook-signature", "v1,") },
        { "a malformed signature", () => With("webhook-signature", "v1,%") },
        { "another signature version", () => With("webhook-signature", "v2,{right}") },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Forged_webhook_is_refused_and_not_stored(string what, Func<HttpRequestMessage> forge)
    {
        using var forged = forge();

        Assert.Equal((what, "Unauthorized, 0 stored"), (what, await SendAsync(forged)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/cloudevents+json")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    [InlineData("not a media type")]
    public async Task Signed_webhook_of_any_media_type_is_stored_unless_it_is_too_large(string? mediaType)
    {
        using var fits = Webhook.Signed(Body).WithBody(Body, mediaType);
        using var tooLarge = Webhook.Signed(TooLarge).WithBody(TooLarge, mediaType);

        Assert.Equal("OK, 1 stored", await SendAsync(fits));
        Assert.Equal("RequestEntityTooLarge, 0 stored", await SendAsync(tooLarge));
    }

    [Theory]
    [InlineData("""{"type":"Unknown.Type","data":{"paymentId":"x"}}""")]
    [InlineData("""{"type":"Transaction.Unknown","data":{"paymentId":"0123456789abcdef0123456789abcdef"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":"another shop's"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":7}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":{"paymentId":"\ud83d"}}""")]
    [InlineData("""{"type":"Transaction.Paid","data":[]}""")]
    [InlineData("""{"type":"Transaction.Paid"}""")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    [InlineData("")]
    public async Task Webhook_of_unknown_type_or_foreign_payment_is_stored_and_acknowledged(string body)
    {
        using var request = Webhook.Signed(body);

        Assert.Equal("OK, 1 stored", await SendAsync(request));
    }

    [Fact]
    public async Task OpenAPI_describes_the_body_as_JSON()
    {
        using var commerce = shop.CreateClient("commerce");

        var document = await commerce.GetFromJsonAsync<JsonNode>("/openapi/v1.json");

        var content = document!["paths"]!["/payment/webhook"]!["post"]!["requestBody"]!["content"]!.AsObject();
        Assert.Equal(["application/json"], content.Select(media => media.Key));
    }

    /// <summary>A signed webhook with other values of one header; {right} is the right signature.</summary>
    private static HttpRequestMessage With(string header, params string[] values)
    {
        var request = Webhook.Signed(Body);
        var right = request.Headers.GetValues(header).Single();
        request.Headers.Remove(header);
        request.Headers.TryAddWithoutValidation(header, values.Select(value => value.Replace("{right}", right[3..])));
        return request;
    }

    private async Task<string> SendAsync(HttpRequestMessage request)
    {
        using var commerce = shop.CreateClient("commerce");
        var id = request.Headers.TryGetValues("webhook-id", out var ids) ? ids.Single() : "";
        using var response = await commerce.SendAsync(request);
        Assert.Equal(
            response.StatusCode == HttpStatusCode.RequestEntityTooLarge,
            (await response.Content.ReadAsStringAsync()).Contains(SharedProblemCodes.BodyTooLarge));
        var stored = await shop.QuerySqlAsync<long>($"select count(*) from webhooks where id = '{id}'");
        return $"{response.StatusCode}, {stored} stored";
    }
}
