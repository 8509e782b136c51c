// What leaves for PortOne when money goes back. Several things keep a shopper from being given it twice, and together
// they would hide that one of them is missing: so the call itself is looked at.
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shop.Commerce.PortOne;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Tests.Payments;

public sealed class AskingForARefund
{
    private static readonly CancelCommand Command = new(
        Guid.Parse("01a2032d-74a3-7a9d-a760-3bb8f432b289"), "0123456789abcdef0123456789abcdef", 9_000, 100, 12_000,
        "ORDER_ENDED 01a2032d-74a3-7a9d-a760-3bb8f432b289");

    [Fact]
    public async Task It_is_sent_under_its_own_id_and_as_it_was_frozen_however_often()
    {
        var portOne = new Answering(HttpStatusCode.ServiceUnavailable, "{}");

        await AskAsync(portOne);
        await AskAsync(portOne);

        Assert.Equal(2, portOne.Asked.Count);
        Assert.All(portOne.Asked, asked =>
        {
            Assert.Equal("\"01a2032d-74a3-7a9d-a760-3bb8f432b289\"", asked.IdempotencyKey);
            Assert.True(JsonNode.DeepEquals(asked.Body, JsonNode.Parse("""
                {
                  "storeId": "store-1", "amount": 9000, "taxFreeAmount": 100, "currentCancellableAmount": 12000,
                  "reason": "ORDER_ENDED 01a2032d-74a3-7a9d-a760-3bb8f432b289"
                }
                """)));
        });
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(null)]
    public async Task Nothing_underneath_sends_it_again(HttpStatusCode? status)
    {
        var portOne = new Answering(status, "{}");

        var outcome = await AskAsync(portOne);

        Assert.IsType<CancelOutcome.Unknown>(outcome);
        Assert.Single(portOne.Asked);
    }

    private static async Task<CancelOutcome> AskAsync(Answering portOne)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PortOne:BaseUrl"] = "http://portone",
            ["PortOne:StoreId"] = "store-1",
            ["PortOne:ApiSecret"] = "a secret",
        });
        builder.Services.AddPortOneSettings();
        builder.Services.AddPortOneClient<PortOneClient>();
        builder.Services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => portOne));
        await using var services = builder.Services.BuildServiceProvider();
        return await services.GetRequiredService<PortOneClient>().CancelAsync(
            Command, TimeSpan.FromSeconds(10), CancellationToken.None);
    }

    private sealed record Asked(string IdempotencyKey, JsonNode Body);

    private sealed class Answering(HttpStatusCode? status, string body) : HttpMessageHandler
    {
        public List<Asked> Asked { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Asked.Add(new(
                Assert.Single(request.Headers.GetValues("Idempotency-Key")),
                JsonNode.Parse(await request.Content!.ReadAsStringAsync(ct))!));
            return status is { } known
                ? new(known) { Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) }
                : throw new HttpRequestException("The connection was lost.");
        }
    }
}
