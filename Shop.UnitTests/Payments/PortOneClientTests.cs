// Calls to PortOne and what its responses mean. Several mechanisms prevent a double refund, and together they would
// hide that one of them is missing, so these tests check the request of a refund itself.
using System.Text.Json.Nodes;
using Shop.Commerce.PortOne;

namespace Shop.UnitTests.Payments;

public sealed class PortOneClientTests
{
    private const int CallsToOpenTheCircuit = 20;
    private const string RefundId = "01a2032d-74a3-7a9d-a760-3bb8f432b289";
    private const string Done = "\"status\":\"SUCCEEDED\",\"id\":\"c1\",";

    private static readonly CancelCommand Command = new(
        Guid.Parse(RefundId), "0123456789abcdef0123456789abcdef", 9_000, 100, 12_000, $"ORDER_ENDED {RefundId}");
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_cancel_request_has_the_same_key_and_body()
    {
        var portOne = new StubPortOne(503, "{}");

        await CancelAsync(portOne);
        await CancelAsync(portOne);

        Assert.Equal(2, portOne.Requests.Count);
        Assert.All(portOne.Requests, request =>
        {
            Assert.Equal($"\"{RefundId}\"", request.IdempotencyKey);
            Assert.True(JsonNode.DeepEquals(request.Body, JsonNode.Parse($$"""
                {
                  "storeId": "store-1", "amount": 9000, "taxFreeAmount": 100, "currentCancellableAmount": 12000,
                  "reason": "ORDER_ENDED {{RefundId}}"
                }
                """)));
        });
    }

    [Theory]
    [InlineData(Done + "\"totalAmount\":9000,\"reason\":\"ORDER_ENDED " + RefundId + "\"", "Succeeded c1 9000")]
    [InlineData(Done + "\"totalAmount\":9000,\"reason\":\"ORDER_EN\"", "Succeeded c1 9000")] // Cut by PortOne.
    [InlineData(Done + "\"totalAmount\":9000,\"reason\":\"01a2032d-74a3-7a9d-a760-000000000000\"", "Unknown")]
    [InlineData(Done + "\"totalAmount\":8999", "Unknown")]
    [InlineData(Done + "\"totalAmount\":0", "Unknown")]
    [InlineData("\"status\":\"SUCCEEDED\"", "Unknown")]
    [InlineData("\"status\":\"REQUESTED\",\"id\":\"c1\",\"totalAmount\":9000", "Requested")]
    [InlineData("\"status\":\"FAILED\",\"id\":\"c1\",\"totalAmount\":9000", "Rejected")]
    [InlineData("\"status\":\"NEW\",\"id\":\"c1\",\"totalAmount\":9000", "Unknown")]
    [InlineData("\"id\":\"c1\",\"totalAmount\":9000", "Unknown")]
    public Task Status_200_alone_is_not_a_refund(string cancellation, string outcome) =>
        AssertOutcomeAsync(outcome, 200, $$$"""{"cancellation":{{{{cancellation}}}}}""");

    [Theory]
    [InlineData(400, "INVALID_REQUEST")]
    [InlineData(404, "PAYMENT_NOT_FOUND")]
    [InlineData(409, "PAYMENT_NOT_PAID")]
    [InlineData(409, "PAYMENT_ALREADY_CANCELLED")]
    [InlineData(409, "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN")]
    [InlineData(409, "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT")]
    [InlineData(409, "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT")]
    [InlineData(409, "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT")]
    [InlineData(409, "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT")]
    [InlineData(409, "MAX_CANCEL_COUNT_REACHED")]
    public Task Documented_error_is_a_rejection(int status, string type) =>
        AssertOutcomeAsync("Rejected", status, $$"""{"type":"{{type}}"}""");

    // No handler repeats the request: a POST that moves money is sent once.
    [Theory]
    [InlineData(409, """{"type":"IDEMPOTENCY_OUTSTANDING_REQUEST"}""")]
    [InlineData(409, """{"type":"A_TYPE_OF_TOMORROW"}""")]
    [InlineData(404, """{"type":"NOT_FOUND"}""")]
    [InlineData(401, """{"type":"UNAUTHORIZED"}""")]
    [InlineData(403, """{"type":"FORBIDDEN"}""")]
    [InlineData(429, """{"type":"TOO_MANY_REQUESTS"}""")]
    [InlineData(502, """{"type":"PG_PROVIDER"}""")]
    [InlineData(502, """{"type":"PAYMENT_NOT_PAID"}""")]
    [InlineData(409, "{}")]
    [InlineData(400, "{}")]
    [InlineData(404, "{}")]
    [InlineData(500, "{}")]
    [InlineData(503, "<html>")]
    [InlineData(302, "")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"cancellation":null}""")]
    [InlineData(StubPortOne.ConnectionLost, "")]
    public Task Any_other_response_leaves_the_outcome_unknown_and_is_not_retried(int status, string body) =>
        AssertOutcomeAsync("Unknown", status, body);

    [Fact]
    public async Task Timeouts_open_the_circuit()
    {
        var client = new StubPortOne(StubPortOne.NoResponse).CreateClient<PortOneClient>();
        await Task.WhenAll(Enumerable.Range(0, CallsToOpenTheCircuit).Select(_ =>
            client.GetPaymentAsync("1", TimeSpan.FromSeconds(1), CancellationToken.None)));

        var next = await client.GetPaymentAsync("1", Timeout, CancellationToken.None);

        Assert.Equal("BrokenCircuitException", next.UnavailableReason);
    }

    // A response about one payment must not stop the calls for the others.
    [Theory]
    [InlineData(409, """{"type":"PAYMENT_NOT_PAID"}""")]
    [InlineData(429, """{"type":"TOO_MANY_REQUESTS"}""")]
    [InlineData(502, """{"type":"PG_PROVIDER"}""")]
    public async Task Refusals_of_a_refund_do_not_open_the_circuit(int status, string body)
    {
        var portOne = new StubPortOne(status, body);
        var client = portOne.CreateClient<PortOneClient>();

        for (var i = 0; i <= CallsToOpenTheCircuit; i++)
        {
            await client.CancelAsync(Command, Timeout, CancellationToken.None);
        }

        Assert.Equal(CallsToOpenTheCircuit + 1, portOne.Requests.Count);
    }

    [Fact]
    public async Task Read_is_retried()
    {
        var portOne = new StubPortOne(503, "{}");

        await portOne.CreateClient<PortOneClient>().GetPaymentAsync("1", Timeout, CancellationToken.None);

        Assert.True(portOne.Requests.Count > 1);
    }

    [Fact]
    public async Task Cancelled_calls_do_not_open_the_circuit()
    {
        var portOne = new StubPortOne(StubPortOne.NoResponse);
        var client = portOne.CreateClient<PortOneClient>();
        await Task.WhenAll(Enumerable.Range(0, CallsToOpenTheCircuit).Select(async _ =>
        {
            using var left = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => client.GetPaymentAsync("1", Timeout, left.Token));
        }));

        using var leaves = new CancellationTokenSource();
        var next = client.GetPaymentAsync("1", Timeout, leaves.Token);

        await Eventually.IsAsync(
            () => Task.FromResult(portOne.Requests.Count), calls => calls == CallsToOpenTheCircuit + 1);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static async Task AssertOutcomeAsync(string expected, int status, string body)
    {
        var portOne = new StubPortOne(status, body);

        var outcome = await CancelAsync(portOne);

        Assert.Equal(expected, outcome is CancelOutcome.Succeeded(var done)
            ? $"Succeeded {done.Id} {done.AmountMinor}"
            : outcome.GetType().Name);
        Assert.Single(portOne.Requests);
    }

    private static Task<CancelOutcome> CancelAsync(StubPortOne portOne) =>
        portOne.CreateClient<PortOneClient>().CancelAsync(Command, Timeout, CancellationToken.None);
}
