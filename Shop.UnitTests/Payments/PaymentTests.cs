using Shop.Commerce.Jobs;
using Shop.Commerce.Ledger;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.UnitTests.Payments;

/// <summary>The moves of a payment of 20,000 won and of its order, and the jobs that follow from them.</summary>
public sealed class PaymentTests
{
    private const long Total = 20_000;
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly Dictionary<string, Action<Order>> Moves = new()
    {
        ["pay"] = order =>
        {
            order.Payment.MarkPaid(Captured(), Now);
            order.MarkReady(Now);
        },
        ["close"] = order =>
        {
            order.Payment.Close();
            order.Cancel(Now);
        },
        ["expire"] = order =>
        {
            order.Payment.Close();
            order.Expire(Now);
        },
        ["capture-to-refund"] = order =>
        {
            order.Payment.RefundCapture(Captured(100), RefundReason.AmountDiffers, Now);
            order.CancelUnpaid(Now);
        },
        ["cancel"] = order =>
        {
            order.Payment.RequireFullRefund(RefundReason.CancelledByShop, Now);
            order.Cancel(Now);
        },
        ["ship"] = order => order.MarkShipped(Now),
        ["deliver"] = order => order.MarkDelivered(Now),
        ["return"] = order => order.Payment.RequireFullRefund(RefundReason.CancelledByShop, Now),
        ["refund"] = order =>
        {
            order.Payment.RecordRefund(Cancelled("c1", order.Payment.RefundableMinor), Now);
            order.CancelIfFullyRefunded(Now);
        },
    };

    /// <summary>The moves in their order, and the statuses, the refundable amount and the jobs after them.</summary>
    [Theory]
    [InlineData("", "Pending Pending 0 Check,Expire")]
    [InlineData("pay", "Paid Ready 20000 ")]
    [InlineData("close", "Closed Cancelled 0 ")]
    [InlineData("expire", "Closed Expired 0 ")]
    [InlineData("capture-to-refund", "RefundDue Cancelled 100 Refund")]
    [InlineData("expire capture-to-refund", "RefundDue Expired 100 Refund")]
    [InlineData("pay cancel", "RefundDue Cancelled 20000 Refund")]
    [InlineData("pay ship deliver", "Paid Delivered 20000 ")]
    [InlineData("pay ship return", "RefundDue Shipped 20000 Refund")]
    [InlineData("pay refund", "Refunded Cancelled 0 ")]
    [InlineData("pay ship refund", "Refunded Shipped 0 ")]
    [InlineData("pay cancel refund", "Refunded Cancelled 0 ")]
    // Nothing moves backwards or twice.
    [InlineData("pay pay", null)]
    [InlineData("close pay", null)]
    [InlineData("expire pay", null)]
    [InlineData("capture-to-refund pay", null)]
    [InlineData("pay close", null)]
    [InlineData("close close", null)]
    [InlineData("pay expire", null)]
    [InlineData("pay capture-to-refund", null)]
    [InlineData("close cancel", null)]
    [InlineData("pay ship cancel", null)]
    [InlineData("pay cancel cancel", null)]
    [InlineData("ship", null)]
    [InlineData("pay deliver", null)]
    [InlineData("pay cancel ship", null)]
    [InlineData("pay ship deliver ship", null)]
    [InlineData("pay refund return", null)]
    public void Order_and_payment_move_together(string moves, string? expected)
    {
        var order = NewOrder();
        if (expected is null)
        {
            Assert.Throws<InvalidOperationException>(MoveAll);
            return;
        }

        MoveAll();
        order.Payment.UpdateJobs(Now);
        var jobs = string.Join(',', order.Payment.Jobs.Select(job => job.Kind).Order());
        Assert.Equal(order.Status, order.Payment.OrderStatus);
        Assert.Equal(
            expected, $"{order.Payment.Status} {order.Status} {order.Payment.RefundableMinor} {jobs}");

        void MoveAll()
        {
            foreach (var move in moves.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Moves[move](order);
            }
        }
    }

    [Theory]
    [InlineData(Total - 1, "KRW")]
    [InlineData(Total + 1, "KRW")]
    [InlineData(Total, "USD")]
    public void Only_the_total_in_won_pays(long amount, string currency) => Assert.Throws<InvalidOperationException>(
        () => NewOrder().Payment.MarkPaid(Captured(amount, currency), Now));

    [Fact]
    public void Refunds_never_exceed_the_capture_and_one_is_open_at_a_time()
    {
        var payment = PaidPayment();
        Assert.Throws<InvalidOperationException>(() => payment.BeginRefund(Total + 1, 0, Now));

        var refund = payment.BeginRefund(5_000, 100, Now);
        payment.UpdateJobs(Now);

        Assert.Equal(
            (5_000, Total, $"PARTIAL_REFUND {refund.Id:D}", PaymentJobKind.Refund),
            (payment.RefundingMinor, refund.CancellableMinor, refund.Reason, Assert.Single(payment.Jobs).Kind));
        Assert.Throws<InvalidOperationException>(() => payment.BeginRefund(1, 0, Now));
        Assert.Throws<InvalidOperationException>(() => payment.RecordRefund(Cancelled("c1", 15_001), Now));
    }

    [Fact]
    public void Refund_succeeds_only_by_a_cancellation_of_its_id_and_amount()
    {
        var payment = PaidPayment();
        var refund = payment.BeginRefund(5_000, 0, Now);

        Assert.True(payment.RecordRefund(Cancelled("c1", 4_000, refund.Id), Now));
        Assert.True(refund.IsOpen);
        Assert.True(payment.RecordRefund(Cancelled("c2", 5_000, refund.Id), Now));
        Assert.False(payment.RecordRefund(Cancelled("c2", 5_000, refund.Id), Now)); // Recorded already.

        Assert.Equal(
            (RefundStatus.Succeeded, "c2", 9_000, 0, PaymentStatus.Paid),
            (refund.Status, refund.CancellationId, payment.RefundedMinor, payment.RefundingMinor, payment.Status));
        Assert.Throws<InvalidOperationException>(() => payment.RejectRefund(refund));
    }

    [Fact]
    public void Refund_of_an_ended_order_names_the_reason_and_a_rejected_one_is_not_reissued_in_part()
    {
        var order = NewOrder();
        Moves["capture-to-refund"](order);
        var refund = order.Payment.BeginRefund(100, 0, Now);

        order.Payment.RejectRefund(refund);

        Assert.Equal("AMOUNT_DIFFERS", refund.ReasonCode);
        Assert.Equal((0, RefundStatus.Rejected), (order.Payment.RefundingMinor, refund.Status));
        Assert.Null(order.Payment.Reissue(refund, Now));
    }

    [Fact]
    public void Rejected_refund_is_reissued_for_what_is_left()
    {
        var payment = PaidPayment();
        var refund = payment.BeginRefund(5_000, 4_000, Now);
        refund.MarkSent();
        Assert.Equal(RefundStatus.Sent, refund.Status);

        payment.RejectRefund(refund);
        payment.RecordRefund(Cancelled("c1", 17_000), Now);
        var reissued = payment.Reissue(refund, Now)!;

        Assert.Equal((3_000, 3_000), (reissued.AmountMinor, reissued.TaxFreeMinor));
        Assert.NotEqual(refund.Id, reissued.Id); // Another Idempotency-Key.
    }

    [Fact]
    public void Recorded_cancellation_does_not_reject_the_open_refund_and_a_new_one_that_leaves_too_little_does()
    {
        var payment = PaidPayment();
        payment.RecordRefund(Cancelled("c1", 3_000), Now);
        payment.BeginRefund(17_000, 0, Now);

        Assert.False(payment.UpdateOpenRefund(Snapshot(Cancelled("c1", 3_000))));
        Assert.True(payment.UpdateOpenRefund(Snapshot(Cancelled("c1", 3_000), Cancelled("c2", 1))));
    }

    /// <summary>All cancellations count, those that are recorded and those that are new.</summary>
    [Theory]
    [InlineData(13_000, Verdict.RecordRefunds)]
    [InlineData(13_001, Verdict.Mismatch)]
    public void Cancellations_above_the_capture_are_a_mismatch(long newMinor, Verdict expected)
    {
        var payment = PaidPayment();
        payment.RecordRefund(Cancelled("c1", 3_000), Now);
        payment.RecordRefund(Cancelled("c2", 4_000), Now);
        LedgerEntry[] ledger = [new(payment, LedgerEntryKind.Paid, Source.Job, Now, Total, reference: "t1")];
        var snapshot = Snapshot(Cancelled("c1", 3_000), Cancelled("c2", 4_000), Cancelled("c3", newMinor));

        var decision = PaymentDecision.Decide(
            payment.Status, payment.RecordedCapture(ledger), Total, snapshot, new("store", RequiresLiveChannel: true));

        Assert.Equal(expected, decision.Verdict);
    }

    [Fact]
    public void Refundable_amount_is_the_capture_without_all_cancellations()
    {
        var snapshot = Snapshot(
            Cancelled("c1", 3_000) with { TaxFreeMinor = 200 }, Cancelled("c2", 4_000) with { TaxFreeMinor = 100 });

        Assert.Equal((13_000, 0), (snapshot.RefundableMinor, snapshot.RefundableTaxFreeMinor)); // Never negative.
        snapshot = snapshot with { Capture = snapshot.Capture! with { TaxFreeMinor = 500 } };
        Assert.Equal(200, snapshot.RefundableTaxFreeMinor);
        Assert.Equal(0, new PaymentSnapshot(ProviderStatus.NotCaptured).RefundableMinor);
    }

    /// <summary>The minutes of attempts after the order was placed, and the minutes after which it expires.</summary>
    [Theory]
    [InlineData(new[] { 0 }, 15)]
    [InlineData(new[] { 10 }, 25)]
    [InlineData(new[] { 10, 40 }, 45)]
    [InlineData(new[] { 10, 5 }, 25)] // An older one.
    public void Attempts_extend_the_time_to_pay(int[] minutes, int expected)
    {
        var order = NewOrder();
        foreach (var minute in minutes)
        {
            order.RecordAttempt(new($"a{minute}", Now.AddMinutes(minute), HasFailed: true, "declined"));
        }

        order.Payment.UpdateJobs(Now);
        Assert.Equal(Now.AddMinutes(expected), order.ExpiresAt);
        Assert.Equal(order.ExpiresAt, order.Payment.Jobs.Single(job => job.Kind == PaymentJobKind.Expire).DueAt);
        Assert.True(order.Payment.AttemptFailed);
        Assert.Equal("declined", order.Payment.FailureText);
    }

    [Fact]
    public void Recorded_capture_has_the_transaction_of_the_ledger_and_the_succeeded_refunds()
    {
        var payment = PaidPayment();
        payment.RecordRefund(Cancelled("c1", 3_000), Now);
        payment.BeginRefund(1_000, 0, Now);
        LedgerEntry[] ledger = [new(payment, LedgerEntryKind.Declined, Source.Job, Now, reference: "a1"),
            new(payment, LedgerEntryKind.Paid, Source.Job, Now, Total, reference: "t1")];

        var recorded = payment.RecordedCapture(ledger)!;

        Assert.Equal(("t1", Total, "KRW"), (recorded.TransactionId, recorded.TotalMinor, recorded.Currency));
        Assert.Equal(new("c1", 3_000), Assert.Single(recorded.Refunded));
        Assert.Null(NewOrder().Payment.RecordedCapture(ledger));
    }

    private static Capture Captured(long amount = Total, string currency = "KRW") =>
        new("t1", amount, 0, currency, "store", IsLive: true, PaidAt: Now);

    private static Cancellation Cancelled(string id, long amount, Guid? refundId = null) =>
        new(id, amount, 0, "CONSOLE", Now, Now, refundId);

    private static PaymentSnapshot Snapshot(params Cancellation[] cancellations) =>
        new(ProviderStatus.Captured) { Capture = Captured(), Cancellations = cancellations };

    private static Order NewOrder() => Order.Place(
        Guid.NewGuid(), Guid.NewGuid(), cartVersion: null,
        [new OrderLine(1, "램프", "Lamp", "/lamp.svg", Total, 1)], shipping: [], Now);

    private static Payment PaidPayment()
    {
        var order = NewOrder();
        Moves["pay"](order);
        return order.Payment;
    }
}
