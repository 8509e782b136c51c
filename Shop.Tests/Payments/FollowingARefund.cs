using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Payments;

/// <summary>A refund that is under way, while other things happen to its payment at PortOne.</summary>
public sealed class FollowingARefund
{
    private const long Total = 20_000;

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Capture Captured = new("t1", Total, 0, "KRW", "store", IsLive: true, Now);

    private readonly Payment _payment = Paid();

    [Fact]
    public void A_smaller_balance_alone_does_not_end_it()
    {
        _payment.BeginRefund(3_000, 0, Now);

        Assert.False(_payment.FollowOpenRefund(Seen([By("CONSOLE", "c1", 3_000)])));
    }

    [Fact]
    public void What_others_leave_too_little_for_can_never_succeed()
    {
        _payment.BeginRefund(Total, 0, Now);

        Assert.True(_payment.FollowOpenRefund(Seen([By("CONSOLE", "c1", 1)])));
    }

    [Fact]
    public void A_charge_back_is_recorded_although_PortOne_has_taken_the_refund_on()
    {
        var refund = _payment.BeginRefund(Total, 0, Now);
        var takenOn = new UnfinishedCancellation("c1", refund.Id, HasFailed: false);
        Assert.False(_payment.FollowOpenRefund(Seen([], takenOn)));
        Assert.Equal(RefundStatus.Requested, refund.Status);
        var chargeBack = By("CHARGEBACK", "c2", 5_000);

        Assert.True(_payment.FollowOpenRefund(Seen([chargeBack], takenOn)));
        _payment.EndRefund(refund);
        Assert.True(_payment.RecordGivenBack(chargeBack, Now));

        Assert.Equal(15_000, _payment.RestMinor);
    }

    [Theory]
    [InlineData("CONSOLE", true)]
    [InlineData("API", false)]
    public void A_part_is_begun_again_unless_an_equal_one_was_made_with_the_shops_secret(string trigger, bool isAgain)
    {
        var refund = _payment.BeginRefund(3_000, 0, Now);
        _payment.RecordGivenBack(By(trigger, "c1", 3_000), Now);
        _payment.EndRefund(refund);

        Assert.Equal(isAgain, _payment.BeginAgain(refund, Now) is { AmountMinor: 3_000 });
    }

    [Fact]
    public void An_older_word_on_an_attempt_does_not_undo_that_it_failed()
    {
        var order = Placed();
        Assert.True(order.RememberAttempt(new("a1", Now, HasFailed: true)));

        Assert.False(order.RememberAttempt(new("a1", Now, HasFailed: false)));
        Assert.True(order.Payment.AttemptFailed);
    }

    private static Order Placed() => Order.Place(
        Guid.NewGuid(), Guid.NewGuid(), cartVersion: null, [new OrderLine(1, "램프", "Lamp", "/lamp.svg", Total, 1)], [],
        Now, Now);

    private static Payment Paid()
    {
        var order = Placed();
        order.Payment.MarkPaid(Captured, Now);
        order.MarkReady(Now);
        return order.Payment;
    }

    private static Cancellation By(string trigger, string id, long amount) => new(id, amount, 0, trigger, Now, Now);

    private static PaymentObservation Seen(
        IReadOnlyList<Cancellation> cancellations, params UnfinishedCancellation[] unfinished) =>
        new(PaymentOutcome.Captured)
        {
            Capture = Captured,
            Cancellations = cancellations,
            Unfinished = unfinished,
        };
}
