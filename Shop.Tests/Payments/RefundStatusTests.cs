using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;
using Shop.Commerce.Refunds;

namespace Shop.Tests.Payments;

/// <summary>The status of an open refund when its payment changes at PortOne.</summary>
public sealed class RefundStatusTests
{
    private const long Total = 20_000;

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Capture Captured = new("t1", Total, 0, "KRW", "store", IsLive: true, Now);

    private readonly Payment _payment = Paid();

    [Fact]
    public void Smaller_balance_alone_does_not_reject_the_refund()
    {
        _payment.BeginRefund(3_000, 0, Now);

        Assert.False(_payment.UpdateOpenRefund(SnapshotWith([CancellationBy("CONSOLE", "c1", 3_000)])));
    }

    [Fact]
    public void Refund_above_the_remaining_balance_cannot_succeed()
    {
        _payment.BeginRefund(Total, 0, Now);

        Assert.True(_payment.UpdateOpenRefund(SnapshotWith([CancellationBy("CONSOLE", "c1", 1)])));
    }

    [Fact]
    public void Charge_back_is_recorded_while_the_refund_is_requested()
    {
        var refund = _payment.BeginRefund(Total, 0, Now);
        var takenOn = new UnfinishedCancellation("c1", refund.Id, HasFailed: false);
        Assert.False(_payment.UpdateOpenRefund(SnapshotWith([], takenOn)));
        Assert.Equal(RefundStatus.Requested, refund.Status);
        var chargeBack = CancellationBy("CHARGEBACK", "c2", 5_000);

        Assert.True(_payment.UpdateOpenRefund(SnapshotWith([chargeBack], takenOn)));
        _payment.RejectRefund(refund);
        Assert.True(_payment.RecordRefund(chargeBack, Now));

        Assert.Equal(15_000, _payment.RefundableMinor);
    }

    [Theory]
    [InlineData("CONSOLE", true)]
    [InlineData("API", false)]
    public void Partial_refund_is_reissued_unless_an_equal_API_cancellation_exists(string trigger, bool isAgain)
    {
        var refund = _payment.BeginRefund(3_000, 0, Now);
        _payment.RecordRefund(CancellationBy(trigger, "c1", 3_000), Now);
        _payment.RejectRefund(refund);

        Assert.Equal(isAgain, _payment.Reissue(refund, Now) is { AmountMinor: 3_000 });
    }

    [Fact]
    public void Older_snapshot_of_an_attempt_does_not_undo_its_failure()
    {
        var order = Placed();
        Assert.True(order.RecordAttempt(new("a1", Now, HasFailed: true)));

        Assert.False(order.RecordAttempt(new("a1", Now, HasFailed: false)));
        Assert.True(order.Payment.AttemptFailed);
    }

    private static Order Placed() => Order.Place(
        Guid.NewGuid(), Guid.NewGuid(), cartVersion: null, [new OrderLine(1, "램프", "Lamp", "/lamp.svg", Total, 1)], [],
        Now);

    private static Payment Paid()
    {
        var order = Placed();
        order.Payment.MarkPaid(Captured, Now);
        order.MarkReady(Now);
        return order.Payment;
    }

    private static Cancellation CancellationBy(string trigger, string id, long amount) =>
        new(id, amount, 0, trigger, Now, Now);

    private static PaymentSnapshot SnapshotWith(
        IReadOnlyList<Cancellation> cancellations, params UnfinishedCancellation[] unfinished) =>
        new(ProviderStatus.Captured)
        {
            Capture = Captured,
            Cancellations = cancellations,
            Unfinished = unfinished,
        };
}
