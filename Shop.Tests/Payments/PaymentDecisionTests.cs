using System.Text.Json;
using System.Text.Json.Nodes;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;
using Shop.Commerce.Refunds;

namespace Shop.Tests.Payments;

public sealed class PaymentDecisionTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Store = "store-1";
    private const long Price = 12_900;

    [Theory]
    [InlineData("READY", ProviderStatus.NotCaptured)]
    [InlineData("FAILED", ProviderStatus.Failed)]
    [InlineData("PAY_PENDING", ProviderStatus.Processing)]
    [InlineData("VIRTUAL_ACCOUNT_ISSUED", ProviderStatus.VirtualAccountIssued)]
    [InlineData("PAID", ProviderStatus.Captured)]
    [InlineData("PARTIAL_CANCELLED", ProviderStatus.Unavailable)] // Its cancellation is missing.
    [InlineData("CANCELLED", ProviderStatus.Voided)]
    [InlineData("PAID_TWICE", ProviderStatus.Unavailable)]
    [InlineData("", ProviderStatus.Unavailable)]
    [InlineData(null, ProviderStatus.Unavailable)]
    public void Status_maps_to_an_outcome_and_an_unknown_one_to_unavailable(string? status, ProviderStatus outcome) =>
        Assert.Equal(outcome, ReadResponse(answer => answer["status"] = status).Status);

    [Theory]
    [InlineData("id", "\"ffffffffffffffffffffffffffffffff\"")]
    [InlineData("amount", "null")]
    [InlineData("amount", """{"taxFree":0}""")]
    [InlineData("amount", """{"total":-1,"taxFree":0}""")]
    [InlineData("currency", "null")]
    [InlineData("cancellations", """[{"status":"SUCCEEDED","id":"c1","totalAmount":12901}]""")]
    [InlineData("cancellations", """[{"status":"SUCCEEDED","totalAmount":1}]""")]
    [InlineData("cancellations",
        """[{"status":"SUCCEEDED","id":"c1","totalAmount":1},{"status":"SUCCEEDED","id":"c1","totalAmount":1}]""")]
    [InlineData("amount", """{"total":12900,"taxFree":0,"cancelled":12900}""")]
    [InlineData("storeId", "null")]
    [InlineData("storeId", "\"\"")]
    [InlineData("channel", "null")]
    [InlineData("channel", "{}")]
    [InlineData("channel", """{"type":"STAGING"}""")]
    public void Contradictory_capture_is_unreadable(string field, string value) =>
        Assert.Equal(
            ProviderStatus.Unavailable, ReadResponse(answer => answer[field] = JsonNode.Parse(value)).Status);

    [Theory]
    [InlineData("paidAt", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("paidAt", "\"9999-12-31T23:59:59.9999999Z\"")]
    [InlineData("requestedAt", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("requestedAt", "\"9999-12-31T23:00:00Z\"")]
    [InlineData("cancellations", """
        [{"status":"SUCCEEDED","id":"c1","totalAmount":100,"cancelledAt":"9999-12-31T23:00:00Z"}]
        """)]
    [InlineData("cancellations", """
        [{"status":"SUCCEEDED","id":"c1","totalAmount":100,"requestedAt":"0001-01-01T00:00:00Z"}]
        """)]
    public void Response_with_an_impossible_timestamp_is_unreadable(string field, string value) =>
        Assert.Equal(
            ProviderStatus.Unavailable, ReadResponse(answer => answer[field] = JsonNode.Parse(value)).Status);

    [Fact]
    public void Failed_attempt_with_impossible_timestamp_is_ignored() => Assert.Equal(
        ProviderStatus.Unavailable,
        ReadResponse(answer => (answer["status"], answer["requestedAt"]) = ("FAILED", "9999-12-31T23:00:00Z")).Status);

    [Fact]
    public void Cancelled_payment_with_an_unfinished_cancellation_is_unreadable() => Assert.Equal(
        ProviderStatus.Unavailable,
        ReadResponse(answer =>
        {
            answer["status"] = "CANCELLED";
            answer["cancellations"] = JsonNode.Parse("""[{"status":"REQUESTED","id":"c1","totalAmount":12900}]""");
        }).Status);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""[{"status":"REQUESTED","id":"c1","totalAmount":100}]""")]
    [InlineData("""[{"status":"FAILED","id":"c1","totalAmount":100}]""")]
    [InlineData("""[{"status":"NEW","id":"c1","totalAmount":100}]""")]
    public void Partly_cancelled_payment_without_its_cancellation_is_unreadable(string cancellations) =>
        Assert.Equal(ProviderStatus.Unavailable, ReadResponse(PartlyCancelled(cancellations, 100)).Status);

    [Theory]
    [InlineData(100L, ProviderStatus.Captured)]
    [InlineData(null, ProviderStatus.Captured)]
    [InlineData(0L, ProviderStatus.Unavailable)]
    [InlineData(101L, ProviderStatus.Unavailable)]
    public void Cancellations_must_add_up_to_the_cancelled_amount(long? cancelled, ProviderStatus outcome) =>
        Assert.Equal(outcome, ReadResponse(PartlyCancelled(
            """[{"status":"SUCCEEDED","id":"c1","totalAmount":100}]""", cancelled)).Status);

    [Theory]
    [InlineData("2026-08-06T01:02:38Z")]
    [InlineData("2026-08-06T01:02:38.366979621Z")]
    public void Timestamp_can_have_any_number_of_fraction_digits(string time) => Assert.Equal(
        new DateTimeOffset(2026, 8, 6, 1, 2, 38, TimeSpan.Zero),
        ReadResponse(answer => answer["paidAt"] = time).Capture!.PaidAt!.Value, TimeSpan.FromSeconds(1));

    [Fact]
    public void Unknown_fields_are_ignored() => Assert.Equal(
        ProviderStatus.Captured,
        ReadResponse(answer => answer["disputes"] = JsonNode.Parse("""[{"new":[1]}]""")).Status);

    [Fact]
    public void Matching_capture_is_accepted() =>
        Assert.Equal(new Decision(Verdict.AcceptCapture), Decide(PaymentStatus.Pending));

    [Theory]
    [InlineData("amount", """{"total":12899,"taxFree":0}""", RefundReason.AmountDiffers)]
    [InlineData("amount", """{"total":12900,"taxFree":100}""", RefundReason.TaxFreeDiffers)]
    [InlineData("currency", "\"USD\"", RefundReason.CurrencyDiffers)]
    [InlineData("storeId", "\"store-2\"", RefundReason.StoreDiffers)]
    [InlineData("channel", """{"type":"TEST"}""", RefundReason.TestChannel)]
    [InlineData(
        "cancellations", """[{"status":"SUCCEEDED","id":"c1","totalAmount":1}]""", RefundReason.PartlyRefunded)]
    public void Differing_capture_must_be_refunded(string field, string value, RefundReason because) =>
        Assert.Equal(
            new Decision(Verdict.RefundCapture, because),
            Decide(PaymentStatus.Pending, answer => answer[field] = JsonNode.Parse(value)));

    [Fact]
    public void Test_channel_is_accepted_unless_a_live_one_is_required() => Assert.Equal(
        new Decision(Verdict.AcceptCapture),
        Decide(PaymentStatus.Pending, answer => answer["channel"]!["type"] = "TEST", requiresLive: false));

    [Fact]
    public void Capture_after_the_order_ended_must_be_refunded() =>
        Assert.Equal(new Decision(Verdict.RefundCapture, RefundReason.OrderEnded), Decide(PaymentStatus.Closed));

    [Theory]
    [InlineData(PaymentStatus.Paid)]
    [InlineData(PaymentStatus.RefundDue)]
    [InlineData(PaymentStatus.Refunded)]
    public void Settled_payment_records_refunds_only(PaymentStatus payment)
    {
        Assert.Equal(new Decision(Verdict.RecordRefunds), Decide(payment));
        Assert.Equal(new Decision(Verdict.None), Decide(payment, answer => answer["status"] = "FAILED"));
        Assert.Equal(new Decision(Verdict.None), Decide(payment, answer => answer["status"] = "CANCELLED"));
    }

    [Theory]
    [InlineData(PaymentStatus.Pending, "REQUESTED")]
    [InlineData(PaymentStatus.Closed, "REQUESTED")]
    [InlineData(PaymentStatus.Pending, "NEW")]
    [InlineData(PaymentStatus.Pending, null)]
    public void Unfinished_cancellation_defers_the_decision(
        PaymentStatus payment, string? cancellation) =>
        Assert.Equal(new Decision(Verdict.Wait), Decide(payment, BeingCancelled(cancellation)));

    [Fact]
    public void Failed_cancellation_is_ignored() =>
        Assert.Equal(new Decision(Verdict.AcceptCapture), Decide(PaymentStatus.Pending, BeingCancelled("FAILED")));

    [Fact]
    public void Settled_payment_records_refunds_during_another_cancellation() =>
        Assert.Equal(new Decision(Verdict.RecordRefunds), Decide(PaymentStatus.Paid, BeingCancelled("REQUESTED")));

    [Theory]
    [InlineData("amount", """{"total":12901,"taxFree":0}""")]
    [InlineData("currency", "\"USD\"")]
    [InlineData("transactionId", "\"t2\"")]
    [InlineData("cancellations", """[{"status":"SUCCEEDED","id":"known","totalAmount":999}]""")]
    [InlineData("cancellations", """[{"status":"SUCCEEDED","id":"other","totalAmount":12000}]""")]
    public void Response_that_contradicts_the_recorded_payment_is_a_mismatch(string field, string value) => Assert.All(
        [PaymentStatus.Paid, PaymentStatus.RefundDue, PaymentStatus.Refunded],
        payment => Assert.Equal(
            new Decision(Verdict.Mismatch), Decide(payment, answer => answer[field] = JsonNode.Parse(value))));

    [Fact]
    public void Consistent_cancellations_are_recorded() => Assert.Equal(
        new Decision(Verdict.RecordRefunds),
        Decide(PaymentStatus.Paid, answer => answer["cancellations"] = JsonNode.Parse("""
            [{"status":"SUCCEEDED","id":"known","totalAmount":1000},
             {"status":"SUCCEEDED","id":"other","totalAmount":11900}]
            """)));

    [Fact]
    public void Unknown_status_changes_nothing() => Assert.All(Enum.GetValues<PaymentStatus>(), payment =>
        Assert.Equal(new Decision(Verdict.None), Decide(payment, answer => answer["status"] = "NEW")));

    [Fact]
    public void Voided_payment_closes_a_pending_one() =>
        Assert.Equal(
            new Decision(Verdict.Close), Decide(PaymentStatus.Pending, answer => answer["status"] = "CANCELLED"));

    private static Decision Decide(
        PaymentStatus payment, Action<JsonObject>? change = null, bool requiresLive = true) =>
        PaymentDecision.Decide(
            payment, new("t1", Price, "KRW", new Dictionary<string, long> { ["known"] = 1_000 }), Price,
            ReadResponse(change ?? (_ => { })), new(Store, requiresLive));

    private static Action<JsonObject> PartlyCancelled(string cancellations, long? cancelled) => answer =>
    {
        answer["status"] = "PARTIAL_CANCELLED";
        answer["amount"]!["cancelled"] = cancelled;
        answer["cancellations"] = JsonNode.Parse(cancellations);
    };

    private static Action<JsonObject> BeingCancelled(string? status) => answer =>
        answer["cancellations"] = new JsonArray(
            new JsonObject { ["status"] = status, ["id"] = "c1", ["totalAmount"] = 100 });

    private static PaymentSnapshot ReadResponse(Action<JsonObject> change)
    {
        var answer = JsonNode.Parse($$"""
            {
              "status": "PAID", "id": "{{Key}}", "transactionId": "t1", "storeId": "{{Store}}",
              "channel": {"type": "LIVE"}, "amount": {"total": {{Price}}, "taxFree": 0}, "currency": "KRW",
              "requestedAt": "2026-08-06T01:02:03Z", "paidAt": "2026-08-06T01:02:38Z"
            }
            """)!.AsObject();
        change(answer);
        return answer.Deserialize<PaymentAnswer>(JsonSerializerOptions.Web)!.About(Key);
    }
}
