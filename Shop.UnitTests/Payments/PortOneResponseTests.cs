using System.Text.Json;
using Shop.Commerce.PortOne;

namespace Shop.UnitTests.Payments;

/// <summary>
/// Reading PortOne's response about a payment. One that contradicts itself, or misses what decides about money, counts
/// as unavailable.
/// </summary>
public sealed class PortOneResponseTests
{
    [Theory]
    [InlineData(""" "status": "READY" """, ProviderStatus.NotCaptured)]
    [InlineData(""" "status": "FAILED" """, ProviderStatus.Failed)]
    [InlineData(""" "status": "PAY_PENDING" """, ProviderStatus.Processing)]
    [InlineData(""" "status": "VIRTUAL_ACCOUNT_ISSUED" """, ProviderStatus.VirtualAccountIssued)]
    [InlineData(""" "status": "PAID" """, ProviderStatus.Captured)]
    [InlineData(""" "status": "CANCELLED" """, ProviderStatus.Voided)]
    [InlineData(""" "disputes": [{"new": [1]}], "isNew": {} """, ProviderStatus.Captured)]
    public void Status_is_read(string fields, ProviderStatus status) =>
        Assert.Equal(status, PortOneResponse.Read(fields).Status);

    [Theory]
    [InlineData(""" "status": "PAID_TWICE" """)]
    [InlineData(""" "status": "" """)]
    [InlineData(""" "status": null """)]
    [InlineData(""" "id": "ffffffffffffffffffffffffffffffff" """)]
    [InlineData(""" "amount": null """)]
    [InlineData(""" "amount": {"taxFree": 0} """)]
    [InlineData(""" "amount": {"total": -1, "taxFree": 0} """)]
    [InlineData(""" "amount": {"total": 12900, "taxFree": 0, "cancelled": 12900} """)]
    [InlineData(""" "currency": null """)]
    [InlineData(""" "currency": "K\u0000W" """)]
    [InlineData(""" "transactionId": "t\u0000" """)]
    [InlineData(""" "storeId": null """)]
    [InlineData(""" "storeId": "" """)]
    [InlineData(""" "channel": null """)]
    [InlineData(""" "channel": {} """)]
    [InlineData(""" "channel": {"type": "STAGING"} """)]
    [InlineData(""" "paidAt": "0001-01-01T00:00:00Z" """)]
    [InlineData(""" "paidAt": "9999-12-31T23:59:59.9999999Z" """)]
    [InlineData(""" "requestedAt": "0001-01-01T00:00:00Z" """)]
    [InlineData(""" "requestedAt": "9999-12-31T23:00:00Z" """)]
    [InlineData(""" "status": "FAILED", "requestedAt": "9999-12-31T23:00:00Z" """)]
    [InlineData(""" "cancellations": [{"status": "SUCCEEDED", "id": "c1", "totalAmount": 12901}] """)]
    [InlineData(""" "cancellations": [{"status": "SUCCEEDED", "totalAmount": 1}] """)]
    [InlineData(""" "cancellations": [{"status": "SUCCEEDED", "id": "c\u0000", "totalAmount": 100}] """)]
    [InlineData("""
        "cancellations": [{"status": "SUCCEEDED", "id": "c1", "totalAmount": 1},
                          {"status": "SUCCEEDED", "id": "c1", "totalAmount": 1}]
        """)]
    [InlineData("""
        "cancellations": [{"status": "SUCCEEDED", "id": "c1", "totalAmount": 1, "cancelledAt": "9999-12-31T23:00:00Z"}]
        """)]
    [InlineData("""
        "cancellations": [{"status": "SUCCEEDED", "id": "c1", "totalAmount": 1, "requestedAt": "0001-01-01T00:00:00Z"}]
        """)]
    [InlineData("""
        "status": "CANCELLED", "cancellations": [{"status": "REQUESTED", "id": "c1", "totalAmount": 12900}]
        """)]
    public void Contradictory_response_is_unreadable(string fields) =>
        Assert.Equal(ProviderStatus.Unavailable, PortOneResponse.Read(fields).Status);

    [Theory]
    [InlineData("null", "100", ProviderStatus.Unavailable)]
    [InlineData("[]", "100", ProviderStatus.Unavailable)]
    [InlineData("""[{"status": "REQUESTED", "id": "c1", "totalAmount": 100}]""", "100", ProviderStatus.Unavailable)]
    [InlineData("""[{"status": "FAILED", "id": "c1", "totalAmount": 100}]""", "100", ProviderStatus.Unavailable)]
    [InlineData("""[{"status": "NEW", "id": "c1", "totalAmount": 100}]""", "100", ProviderStatus.Unavailable)]
    [InlineData("""[{"status": "SUCCEEDED", "id": "c1", "totalAmount": 100}]""", "0", ProviderStatus.Unavailable)]
    [InlineData("""[{"status": "SUCCEEDED", "id": "c1", "totalAmount": 100}]""", "101", ProviderStatus.Unavailable)]
    [InlineData("""[{"status": "SUCCEEDED", "id": "c1", "totalAmount": 100}]""", "100", ProviderStatus.Captured)]
    [InlineData("""[{"status": "SUCCEEDED", "id": "c1", "totalAmount": 100}]""", "null", ProviderStatus.Captured)]
    public void Cancellations_must_add_up_to_the_cancelled_amount(
        string cancellations, string cancelled, ProviderStatus status) =>
        Assert.Equal(status, PortOneResponse.Read($$"""
            "status": "PARTIAL_CANCELLED", "cancellations": {{cancellations}},
            "amount": {"total": 12900, "taxFree": 0, "cancelled": {{cancelled}}}
            """).Status);

    [Theory]
    [InlineData("2026-08-06T01:02:38Z")]
    [InlineData("2026-08-06T01:02:38.366979621Z")]
    public void Timestamp_can_have_any_number_of_fraction_digits(string time) => Assert.Equal(
        new DateTimeOffset(2026, 8, 6, 1, 2, 38, TimeSpan.Zero),
        PortOneResponse.Read($"\"paidAt\": \"{time}\"").Capture!.PaidAt!.Value, TimeSpan.FromSeconds(1));

    // The payment company's text, or else PortOne's, without what PostgreSQL refuses.
    [Theory]
    [InlineData("""{"pgMessage":"한도초과","reason":"PG_PROVIDER"}""", "한도초과")]
    [InlineData("""{"pgMessage":" ","reason":"한도초과"}""", "한도초과")]
    [InlineData("""{"pgMessage":"한도\u0000초과"}""", "한도초과")]
    [InlineData("""{"pgMessage":"\u0000","reason":"한도초과"}""", "한도초과")]
    [InlineData("""{"pgMessage":"\ud83d","reason":"한도초과"}""", "한도초과")]
    [InlineData("""{"pgMessage":"\ufffe"}""", null)]
    [InlineData("""{"pgMessage":7,"reason":[]}""", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("\"no object\"", null)]
    public void Failure_text_is_read(string failure, string? text) => Assert.Equal(text, FailureTextOf(failure));

    [Theory]
    [InlineData(498, "😀")]
    [InlineData(499, "")]
    public void Long_failure_text_is_cut_at_500_units_between_characters(int length, string kept)
    {
        var begin = new string('가', length);

        Assert.Equal(begin + kept, FailureTextOf($$"""{"pgMessage":"{{begin}}😀끝"}"""));
    }

    [Fact]
    public void Attempt_with_an_id_that_cannot_be_stored_is_ignored()
    {
        var seen = PortOneResponse.Read(""" "status": "FAILED", "transactionId": "t\u0000" """);

        Assert.Equal((ProviderStatus.Failed, null), (seen.Status, seen.Attempt));
    }

    private static string? FailureTextOf(string failure)
    {
        var seen = PortOneResponse.Read($"\"status\": \"FAILED\", \"failure\": {failure}");
        Assert.Equal(ProviderStatus.Failed, seen.Status);
        return seen.Attempt!.FailureText;
    }
}
