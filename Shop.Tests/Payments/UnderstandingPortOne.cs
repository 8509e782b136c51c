using System.Text.Json;
using System.Text.Json.Nodes;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Payments;

public sealed class UnderstandingPortOne
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Store = "store-1";
    private const long Price = 12_900;

    [Theory]
    [InlineData("READY", PaymentOutcome.NothingCaptured)]
    [InlineData("FAILED", PaymentOutcome.Declined)]
    [InlineData("PAY_PENDING", PaymentOutcome.MayStillBeCaptured)]
    [InlineData("VIRTUAL_ACCOUNT_ISSUED", PaymentOutcome.VirtualAccountIssued)]
    [InlineData("PAID", PaymentOutcome.Captured)]
    [InlineData("PARTIAL_CANCELLED", PaymentOutcome.CannotBeAsked)] // Without the cancellation that it tells of.
    [InlineData("CANCELLED", PaymentOutcome.KeyIsDead)]
    [InlineData("PAID_TWICE", PaymentOutcome.CannotBeAsked)]
    [InlineData("", PaymentOutcome.CannotBeAsked)]
    [InlineData(null, PaymentOutcome.CannotBeAsked)]
    public void Each_status_has_its_meaning_and_an_unknown_one_has_none(string? status, PaymentOutcome outcome) =>
        Assert.Equal(outcome, Understand(answer => answer["status"] = status).Outcome);

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
    public void A_capture_that_contradicts_itself_says_nothing(string field, string value) =>
        Assert.Equal(
            PaymentOutcome.CannotBeAsked, Understand(answer => answer[field] = JsonNode.Parse(value)).Outcome);

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
    public void A_time_that_cannot_be_makes_the_answer_say_nothing(string field, string value) =>
        Assert.Equal(
            PaymentOutcome.CannotBeAsked, Understand(answer => answer[field] = JsonNode.Parse(value)).Outcome);

    [Fact]
    public void Nor_says_an_attempt_that_failed_at_such_a_time_anything() => Assert.Equal(
        PaymentOutcome.CannotBeAsked,
        Understand(answer => (answer["status"], answer["requestedAt"]) = ("FAILED", "9999-12-31T23:00:00Z")).Outcome);

    [Fact]
    public void A_cancelled_payment_whose_cancellation_is_under_way_says_nothing() => Assert.Equal(
        PaymentOutcome.CannotBeAsked,
        Understand(answer =>
        {
            answer["status"] = "CANCELLED";
            answer["cancellations"] = JsonNode.Parse("""[{"status":"REQUESTED","id":"c1","totalAmount":12900}]""");
        }).Outcome);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""[{"status":"REQUESTED","id":"c1","totalAmount":100}]""")]
    [InlineData("""[{"status":"FAILED","id":"c1","totalAmount":100}]""")]
    [InlineData("""[{"status":"NEW","id":"c1","totalAmount":100}]""")]
    public void A_payment_cancelled_in_part_says_nothing_without_the_part(string cancellations) =>
        Assert.Equal(PaymentOutcome.CannotBeAsked, Understand(PartlyCancelled(cancellations, 100)).Outcome);

    [Theory]
    [InlineData(100L, PaymentOutcome.Captured)]
    [InlineData(null, PaymentOutcome.Captured)]
    [InlineData(0L, PaymentOutcome.CannotBeAsked)]
    [InlineData(101L, PaymentOutcome.CannotBeAsked)]
    public void The_cancellations_are_as_much_as_PortOne_says(long? told, PaymentOutcome outcome) => Assert.Equal(
        outcome,
        Understand(PartlyCancelled("""[{"status":"SUCCEEDED","id":"c1","totalAmount":100}]""", told)).Outcome);

    [Theory]
    [InlineData("2026-08-06T01:02:38Z")]
    [InlineData("2026-08-06T01:02:38.366979621Z")]
    public void Times_have_any_number_of_digits(string time) => Assert.Equal(
        new DateTimeOffset(2026, 8, 6, 1, 2, 38, TimeSpan.Zero),
        Understand(answer => answer["paidAt"] = time).Capture!.PaidAt!.Value, TimeSpan.FromSeconds(1));

    [Fact]
    public void What_PortOne_adds_is_no_trouble() => Assert.Equal(
        PaymentOutcome.Captured,
        Understand(answer => answer["disputes"] = JsonNode.Parse("""[{"new":[1]}]""")).Outcome);

    [Fact]
    public void A_capture_that_matches_buys_the_order() =>
        Assert.Equal(new Decision(Verdict.Buy), Decide(PaymentStatus.Pending));

    [Theory]
    [InlineData("amount", """{"total":12899,"taxFree":0}""", DebtReason.AmountDiffers)]
    [InlineData("amount", """{"total":12900,"taxFree":100}""", DebtReason.TaxFreeDiffers)]
    [InlineData("currency", "\"USD\"", DebtReason.CurrencyDiffers)]
    [InlineData("storeId", "\"store-2\"", DebtReason.StoreDiffers)]
    [InlineData("channel", """{"type":"TEST"}""", DebtReason.TestChannel)]
    [InlineData("cancellations", """[{"status":"SUCCEEDED","id":"c1","totalAmount":1}]""", DebtReason.PartlyGivenBack)]
    public void A_capture_that_differs_in_anything_is_owed_back(string field, string value, DebtReason because) =>
        Assert.Equal(
            new Decision(Verdict.OweBack, because),
            Decide(PaymentStatus.Pending, answer => answer[field] = JsonNode.Parse(value)));

    [Fact]
    public void Play_money_buys_where_nothing_real_is_sold() => Assert.Equal(
        new Decision(Verdict.Buy),
        Decide(PaymentStatus.Pending, answer => answer["channel"]!["type"] = "TEST", requiresLive: false));

    [Fact]
    public void Money_that_comes_after_the_order_has_ended_is_owed_back() =>
        Assert.Equal(new Decision(Verdict.OweBack, DebtReason.OrderEnded), Decide(PaymentStatus.Cancelled));

    [Theory]
    [InlineData(PaymentStatus.Paid)]
    [InlineData(PaymentStatus.RefundDue)]
    [InlineData(PaymentStatus.Refunded)]
    public void A_settled_payment_only_ever_learns_what_went_back(PaymentStatus payment)
    {
        Assert.Equal(new Decision(Verdict.RecordGivenBack), Decide(payment));
        Assert.Equal(new Decision(Verdict.LeaveAsItIs), Decide(payment, answer => answer["status"] = "FAILED"));
        Assert.Equal(new Decision(Verdict.LeaveAsItIs), Decide(payment, answer => answer["status"] = "CANCELLED"));
    }

    [Theory]
    [InlineData(PaymentStatus.Pending, "REQUESTED")]
    [InlineData(PaymentStatus.Cancelled, "REQUESTED")]
    [InlineData(PaymentStatus.Pending, "NEW")]
    [InlineData(PaymentStatus.Pending, null)]
    public void Money_that_is_being_cancelled_neither_buys_nor_is_owed_until_that_is_decided(
        PaymentStatus payment, string? cancellation) =>
        Assert.Equal(new Decision(Verdict.AwaitCancellation), Decide(payment, BeingCancelled(cancellation)));

    [Fact]
    public void A_cancellation_that_failed_leaves_the_money_where_it_is() =>
        Assert.Equal(new Decision(Verdict.Buy), Decide(PaymentStatus.Pending, BeingCancelled("FAILED")));

    [Fact]
    public void A_settled_payment_learns_what_went_back_while_more_is_being_cancelled() =>
        Assert.Equal(new Decision(Verdict.RecordGivenBack), Decide(PaymentStatus.Paid, BeingCancelled("REQUESTED")));

    [Theory]
    [InlineData("amount", """{"total":12901,"taxFree":0}""")]
    [InlineData("currency", "\"USD\"")]
    [InlineData("transactionId", "\"t2\"")]
    [InlineData("cancellations", """[{"status":"SUCCEEDED","id":"known","totalAmount":999}]""")]
    [InlineData("cancellations", """[{"status":"SUCCEEDED","id":"other","totalAmount":12000}]""")]
    public void What_cannot_be_the_recorded_payment_is_never_booked_on_it(string field, string value) => Assert.All(
        [PaymentStatus.Paid, PaymentStatus.RefundDue, PaymentStatus.Refunded],
        payment => Assert.Equal(
            new Decision(Verdict.Contradiction), Decide(payment, answer => answer[field] = JsonNode.Parse(value))));

    [Fact]
    public void What_fits_the_recorded_payment_is_booked() => Assert.Equal(
        new Decision(Verdict.RecordGivenBack),
        Decide(PaymentStatus.Paid, answer => answer["cancellations"] = JsonNode.Parse("""
            [{"status":"SUCCEEDED","id":"known","totalAmount":1000},
             {"status":"SUCCEEDED","id":"other","totalAmount":11900}]
            """)));

    [Fact]
    public void Not_knowing_changes_nothing() => Assert.All(Enum.GetValues<PaymentStatus>(), payment =>
        Assert.Equal(new Decision(Verdict.LeaveAsItIs), Decide(payment, answer => answer["status"] = "NEW")));

    [Fact]
    public void A_dead_key_ends_what_waited_for_it() =>
        Assert.Equal(
            new Decision(Verdict.Close), Decide(PaymentStatus.Pending, answer => answer["status"] = "CANCELLED"));

    private static Decision Decide(
        PaymentStatus payment, Action<JsonObject>? change = null, bool requiresLive = true) =>
        Settle.Decide(
            payment, new("t1", Price, "KRW", new Dictionary<string, long> { ["known"] = 1_000 }), Price,
            Understand(change ?? (_ => { })), new(Store, requiresLive));

    private static Action<JsonObject> PartlyCancelled(string cancellations, long? told) => answer =>
    {
        answer["status"] = "PARTIAL_CANCELLED";
        answer["amount"]!["cancelled"] = told;
        answer["cancellations"] = JsonNode.Parse(cancellations);
    };

    private static Action<JsonObject> BeingCancelled(string? status) => answer =>
        answer["cancellations"] = new JsonArray(
            new JsonObject { ["status"] = status, ["id"] = "c1", ["totalAmount"] = 100 });

    private static PaymentObservation Understand(Action<JsonObject> change)
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
