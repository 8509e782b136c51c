// PortOne's documents name application/json, but only the signature says whether a webhook is PortOne's. A webhook with
// another media type, or with none, is stored and answered with 200 like any other.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shop.ServiceDefaults;

namespace Shop.Tests.Payments;

[Collection(RunningShop.Shared)]
public sealed class WebhookMediaTypeTests(RunningShop shop)
{
    private const string Body = """{"type":"Transaction.Ready","data":{}}""";

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
    public async Task Signed_webhook_of_any_media_type_is_stored(string? mediaType)
    {
        using var commerce = shop.CreateClient("commerce");
        var id = Webhook.NewId();
        using var request = WithMediaType(Webhook.Signed(Body, id), Body, mediaType);

        using var answer = await commerce.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, await shop.CommerceAsync<long>($"select count(*) from webhooks where id = '{id}'"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    public async Task Body_above_the_limit_is_refused(string? mediaType)
    {
        using var commerce = shop.CreateClient("commerce");
        var id = Webhook.NewId();
        var body = $$$"""{"type":"Transaction.Ready","data":{"more":"{{{new string('x', 64 * 1024)}}}"}}""";
        using var request = WithMediaType(Webhook.Signed(body, id), body, mediaType);

        using var answer = await commerce.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains(SharedProblemCodes.BodyTooLarge, await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, await shop.CommerceAsync<long>($"select count(*) from webhooks where id = '{id}'"));
    }

    [Fact]
    public async Task OpenAPI_describes_the_body_as_JSON()
    {
        using var commerce = shop.CreateClient("commerce");

        var document = await commerce.GetFromJsonAsync<JsonNode>("/openapi/v1.json");

        var content = document!["paths"]!["/payment/webhook"]!["post"]!["requestBody"]!["content"]!.AsObject();
        Assert.Equal(["application/json"], content.Select(media => media.Key));
    }

    private static HttpRequestMessage WithMediaType(HttpRequestMessage request, string body, string? mediaType)
    {
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (mediaType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        return request;
    }
}
