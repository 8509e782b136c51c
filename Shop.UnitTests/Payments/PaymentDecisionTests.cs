using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.UnitTests.Payments;

/// <summary>What PortOne's response means for a payment of 12,900 won in each of its statuses.</summary>
public sealed class PaymentDecisionTests
{
    private const long Price = PortOneResponse.Price;
    private const string Waits = nameof(Verdict.Wait);
    private const string Accept = nameof(Verdict.AcceptCapture);
    private const string Refunds = nameof(Verdict.RecordRefunds);
    private const string Mismatch = nameof(Verdict.Mismatch);
    private const string None = nameof(Verdict.None);
    private const string Ended = "RefundCapture OrderEnded";

    private static readonly AcceptancePolicy LiveOnly = new(PortOneResponse.Store, RequiresLiveChannel: true);
    private static readonly AcceptancePolicy AnyChannel = LiveOnly with { RequiresLiveChannel = false };

    /// <summary>
    /// What PortOne says, and the decision for a pending payment, for a closed one, and for each one that was captured
    /// before: paid, refund due, refunded. Of the captured one a refund "known" of 1,000 is recorded.
    /// </summary>
    [Theory]
    [InlineData(""" "status": "NEW" """, None, None, None)]
    [InlineData(""" "status": "READY" """, "RecordAttempt", None, None)]
    [InlineData(""" "status": "FAILED" """, "RecordAttempt", None, None)]
    [InlineData(""" "status": "PAY_PENDING" """, "RecordAttempt", None, None)]
    [InlineData(""" "status": "VIRTUAL_ACCOUNT_ISSUED" """, "RecordAttempt", None, None)]
    [InlineData(""" "status": "CANCELLED" """, "Close", None, None)]
    [InlineData(""" "status": "PAID" """, Accept, Ended, Refunds)]
    [InlineData(""" "amount": {"total": 12899, "taxFree": 0} """, "RefundCapture AmountDiffers", Ended, Mismatch)]
    [InlineData(""" "amount": {"total": 12901, "taxFree": 0} """, "RefundCapture AmountDiffers", Ended, Mismatch)]
    [InlineData(""" "amount": {"total": 12900, "taxFree": 100} """, "RefundCapture TaxFreeDiffers", Ended, Refunds)]
    [InlineData(""" "currency": "USD" """, "RefundCapture CurrencyDiffers", Ended, Mismatch)]
    [InlineData(""" "storeId": "store-2" """, "RefundCapture StoreDiffers", Ended, Refunds)]
    [InlineData(""" "channel": {"type": "TEST"} """, "RefundCapture TestChannel", Ended, Refunds)]
    [InlineData(""" "transactionId": "t2" """, Accept, Ended, Mismatch)]
    [InlineData(""" "cancellations": [{"status": "REQUESTED", "id": "c", "totalAmount": 9}] """, Waits, Waits, Refunds)]
    [InlineData(""" "cancellations": [{"status": "NEW", "id": "c1", "totalAmount": 9}] """, Waits, Waits, Refunds)]
    [InlineData(""" "cancellations": [{"id": "c1", "totalAmount": 9}] """, Waits, Waits, Refunds)]
    [InlineData(""" "cancellations": [{"status": "FAILED", "id": "c1", "totalAmount": 9}] """, Accept, Ended, Refunds)]
    [InlineData(
        """ "cancellations": [{"status": "SUCCEEDED", "id": "c1", "totalAmount": 1}] """,
        "RefundCapture PartlyRefunded", Ended, Refunds)]
    [InlineData(
        """ "cancellations": [{"status": "SUCCEEDED", "id": "known", "totalAmount": 999}] """,
        "RefundCapture PartlyRefunded", Ended, Mismatch)]
    [InlineData( // With the known 1,000 more than the capture.
        """ "cancellations": [{"status": "SUCCEEDED", "id": "other", "totalAmount": 12000}] """,
        "RefundCapture PartlyRefunded", Ended, Mismatch)]
    [InlineData(
        """
        "cancellations": [{"status": "SUCCEEDED", "id": "known", "totalAmount": 1000},
                          {"status": "SUCCEEDED", "id": "other", "totalAmount": 11900}]
        """,
        "RefundCapture PartlyRefunded", Ended, Refunds)]
    public void Decision_depends_on_the_response_and_the_status(
        string response, string pending, string closed, string captured)
    {
        var snapshot = PortOneResponse.Read(response);

        Assert.Equal(
            [pending, captured, closed, captured, captured],
            Enum.GetValues<PaymentStatus>().Select(payment => Decide(payment, snapshot, LiveOnly)));
    }

    [Fact]
    public void Test_channel_is_accepted_unless_a_live_one_is_required() => Assert.Equal(
        Accept,
        Decide(PaymentStatus.Pending, PortOneResponse.Read(""" "channel": {"type": "TEST"} """), AnyChannel));

    // Every combination of correct and wrong fields.
    [Fact]
    public void Order_is_paid_only_by_its_exact_price_in_won_and_every_other_capture_is_refunded_with_a_reason()
    {
        var captures =
            from total in new[] { Price, 0, 1, Price - 1, Price + 1 }
            from currency in new[] { "KRW", "USD", "krw", "" }
            from taxFree in new[] { 0L, 1, Price }
            from store in new[] { PortOneResponse.Store, "another store", "" }
            from isLive in new[] { true, false }
            select new Capture("transaction", total, taxFree, currency, store, isLive, PaidAt: null);
        var cases =
            from capture in captures
            from cancellations in new[] { 0, 1, 2 }
            from unfinished in new bool?[] { null, true, false } // Whether the unfinished cancellation has failed.
            from policy in new[] { LiveOnly, AnyChannel }
            select (capture, cancellations, unfinished, policy);

        Assert.All(cases, one =>
        {
            var snapshot = new PaymentSnapshot(ProviderStatus.Captured)
            {
                Capture = one.capture,
                Cancellations = [.. Enumerable.Range(0, one.cancellations).Select(number =>
                    new Cancellation($"c{number}", 1, 0, "CONSOLE", RequestedAt: null, CancelledAt: null))],
                Unfinished = one.unfinished is { } hasFailed ? [new("c9", RefundId: null, hasFailed)] : [],
            };
            var isExact = one.capture is { Currency: "KRW", TotalMinor: Price, TaxFreeMinor: 0 }
                && one.capture.StoreId == PortOneResponse.Store && (one.capture.IsLive || one.policy == AnyChannel)
                && one.cancellations == 0;

            var pending = Decide(PaymentStatus.Pending, snapshot, one.policy);
            var closed = Decide(PaymentStatus.Closed, snapshot, one.policy);

            if (one.unfinished == false)
            {
                Assert.Equal((Waits, Waits), (pending, closed));
                return;
            }

            Assert.Equal(Ended, closed);
            Assert.Matches(isExact ? $"^{Accept}$" : "^RefundCapture (?!OrderEnded)[A-Z]", pending);
        });
    }

    private static string Decide(PaymentStatus payment, PaymentSnapshot snapshot, AcceptancePolicy policy)
    {
        var recorded = new RecordedCapture("t1", Price, "KRW", new Dictionary<string, long> { ["known"] = 1_000 });
        var (verdict, reason) = PaymentDecision.Decide(payment, recorded, Price, snapshot, policy);
        return $"{verdict} {reason}".TrimEnd();
    }
}
