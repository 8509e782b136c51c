using System.Net;
using System.Text.Json;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Payments;

/// <summary>The outcome of a cancel request, from PortOne's response.</summary>
public sealed class CancelResponseTests
{
    private static readonly Guid Refund = new("0198a1b2-0000-7000-8000-000000000001");
    private static readonly CancelCommand Command = new(Refund, "key", 100, 0, 100, $"ORDER_ENDED {Refund:D}");

    [Fact]
    public void Succeeded_cancellation_is_a_success() =>
        Assert.Equal("Succeeded c1 100", Describe(ResponseWith("SUCCEEDED")));

    [Theory]
    [InlineData("REQUESTED", "Requested")]
    [InlineData("FAILED", "Rejected")]
    [InlineData("NEW", "Unknown")]
    [InlineData(null, "Unknown")]
    public void Status_200_alone_is_not_a_refund(string? status, string outcome) =>
        Assert.Equal(outcome, Describe(ResponseWith(status)));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"cancellation":null}""")]
    [InlineData("""{"cancellation":{"status":"SUCCEEDED"}}""")]
    [InlineData("""{"cancellation":{"status":"SUCCEEDED","id":"c1","totalAmount":0,"reason":"x"}}""")]
    [InlineData("""{"cancellation":{"status":"SUCCEEDED","id":"c1","totalAmount":90,"reason":"cut"}}""")]
    [InlineData(
        """{"cancellation":{"status":"SUCCEEDED","id":"c1","totalAmount":100,"""
        + """ "reason":"0198a1b2-0000-7000-8000-000000000002"}}""")]
    public void Success_that_cannot_be_matched_is_unknown(string body) =>
        Assert.Equal("Unknown", Describe(body));

    [Fact]
    public void Success_with_a_truncated_reason_is_matched() => Assert.Equal(
        "Succeeded c1 100",
        Describe("""{"cancellation":{"status":"SUCCEEDED","id":"c1","totalAmount":100,"reason":"ORDER_EN"}}"""));

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
    public void Documented_error_types_are_rejections(int status, string type) =>
        Assert.IsType<CancelOutcome.Rejected>(CancelAnswer.OfError((HttpStatusCode)status, type));

    [Theory]
    [InlineData(409, "IDEMPOTENCY_OUTSTANDING_REQUEST")]
    [InlineData(409, "A_TYPE_OF_TOMORROW")]
    [InlineData(409, null)]
    [InlineData(400, null)]
    [InlineData(404, null)]
    [InlineData(404, "NOT_FOUND")]
    [InlineData(401, "UNAUTHORIZED")]
    [InlineData(403, "FORBIDDEN")]
    [InlineData(429, "TOO_MANY_REQUESTS")]
    [InlineData(502, "PG_PROVIDER")]
    [InlineData(502, "PAYMENT_NOT_PAID")]
    [InlineData(503, null)]
    [InlineData(302, null)]
    public void Other_errors_are_unknown(int status, string? type) =>
        Assert.IsType<CancelOutcome.Unknown>(CancelAnswer.OfError((HttpStatusCode)status, type));

    private static string ResponseWith(string? status) => JsonSerializer.Serialize(new
    {
        cancellation = new { status, id = "c1", totalAmount = 100, reason = Command.Reason },
    });

    private static string Describe(string body) =>
        JsonSerializer.Deserialize<CancelAnswer>(body, JsonSerializerOptions.Web)!.For(Command) switch
        {
            CancelOutcome.Succeeded(var done) => $"Succeeded {done.Id} {done.AmountMinor}",
            var outcome => outcome.GetType().Name,
        };
}
