// Tests the HTTP request of a refund. Several mechanisms prevent a double refund, and together they would hide that one
// of them is missing, so these tests check the request itself.
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shop.Commerce.PortOne;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.PortOne;

namespace Shop.Tests.Payments;

public sealed class RefundRequestTests
{
    private static readonly CancelCommand Command = new(
        Guid.Parse("01a2032d-74a3-7a9d-a760-3bb8f432b289"), "0123456789abcdef0123456789abcdef", 9_000, 100, 12_000,
        "ORDER_ENDED 01a2032d-74a3-7a9d-a760-3bb8f432b289");

    [Fact]
    public async Task Every_attempt_has_the_same_key_and_body()
    {
        var portOne = new StubHandler(HttpStatusCode.ServiceUnavailable, "{}");

        await SendCancelAsync(portOne);
        await SendCancelAsync(portOne);

        Assert.Equal(2, portOne.Requests.Count);
        Assert.All(portOne.Requests, request =>
        {
            Assert.Equal("\"01a2032d-74a3-7a9d-a760-3bb8f432b289\"", request.IdempotencyKey);
            Assert.True(JsonNode.DeepEquals(request.Body, JsonNode.Parse("""
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
    public async Task HTTP_handlers_do_not_retry_a_cancel(HttpStatusCode? status)
    {
        var portOne = new StubHandler(status, "{}");

        var outcome = await SendCancelAsync(portOne);

        Assert.IsType<CancelOutcome.Unknown>(outcome);
        Assert.Single(portOne.Requests);
    }

    private static async Task<CancelOutcome> SendCancelAsync(StubHandler portOne)
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

    private sealed record RecordedRequest(string IdempotencyKey, JsonNode Body);

    private sealed class StubHandler(HttpStatusCode? status, string body) : HttpMessageHandler
    {
        public List<RecordedRequest> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Requests.Add(new(
                Assert.Single(request.Headers.GetValues("Idempotency-Key")),
                JsonNode.Parse(await request.Content!.ReadAsStringAsync(ct))!));
            return status is { } known
                ? new(known) { Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) }
                : throw new HttpRequestException("The connection was lost.");
        }
    }
}
