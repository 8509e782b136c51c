using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.UnitTests.Payments;

/// <summary>What PortOne's answers mean for the open refund of a paid order of 20,000 won.</summary>
public sealed class RefundStatusTests
{
    private const long Total = 20_000;
    private const string Refused = "refused";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>
    /// The amount of the refund; a cancellation that PortOne lists (trigger and amount; OURS names the refund), and the
    /// status of the refund at PortOne; the refund's status then, the amount of a new refund, and what is refundable.
    /// </summary>
    [Theory]
    [InlineData(3_000, "OURS 3000", null, "Succeeded, new 0, 17000 left")]
    [InlineData(3_000, "CONSOLE 3000", null, "Pending, new 0, 17000 left")] // A smaller balance proves nothing.
    [InlineData(3_000, "CONSOLE 3000", Refused, "Rejected, new 3000, 17000 left")]
    [InlineData(3_000, "API 3000", Refused, "Rejected, new 0, 17000 left")] // Ours, without its reason.
    [InlineData(Total, "CONSOLE 1", null, "Rejected, new 19999, 19999 left")] // Too little is left for it.
    [InlineData(Total, "", "REQUESTED", "Requested, new 0, 20000 left")]
    [InlineData(Total, "", "FAILED", "Rejected, new 20000, 20000 left")]
    [InlineData(Total, "CHARGEBACK 5000", "REQUESTED", "Rejected, new 15000, 15000 left")]
    public void Snapshot_decides_the_open_refund(long amount, string cancelled, string? answer, string expected)
    {
        var payment = PaidPayment();
        var refund = payment.BeginRefund(amount, 0, Now);
        var snapshot = new PaymentSnapshot(ProviderStatus.Captured)
        {
            Capture = Captured,
            Cancellations = cancelled.Split(' ') is [var trigger, var minor]
                ? [new("c1", long.Parse(minor), 0, trigger, Now, Now, trigger == "OURS" ? refund.Id : null)]
                : [],
            Unfinished = answer is "REQUESTED" or "FAILED" ? [new("c2", refund.Id, HasFailed: answer == "FAILED")] : [],
        };

        var isRejected = payment.UpdateOpenRefund(snapshot);
        if (isRejected)
        {
            payment.RejectRefund(refund);
        }

        Assert.All(snapshot.Cancellations, one => Assert.True(payment.RecordRefund(one, Now)));
        if (answer == Refused)
        {
            payment.RejectRefund(refund);
        }

        var again = isRejected || answer == Refused ? payment.Reissue(refund, Now) : null;
        Assert.Equal(
            expected, $"{refund.Status}, new {again?.AmountMinor ?? 0}, {payment.RefundableMinor} left");
    }

    // An earlier partial refund whose reason was lost says nothing about a later one of the same amount.
    [Fact]
    public void Older_cancellation_of_the_same_amount_does_not_end_a_partial_refund()
    {
        var payment = PaidPayment();
        payment.RecordRefund(new("c1", 3_000, 0, Cancellation.ByApi, Now, Now, RefundId: null), Now);
        var later = payment.BeginRefund(3_000, 0, Now.AddDays(1));
        payment.RejectRefund(later);

        Assert.Equal(3_000, payment.Reissue(later, Now.AddDays(1))?.AmountMinor);
    }

    // PortOne may list the cancellation, without its reason, only after the refund was rejected and reissued.
    [Fact]
    public void Cancellation_listed_late_ends_a_reissued_partial_refund()
    {
        var payment = PaidPayment();
        var first = payment.BeginRefund(3_000, 0, Now);
        payment.RejectRefund(first);
        var second = payment.Reissue(first, Now.AddHours(1))!;

        payment.RecordRefund(new("c1", 3_000, 0, Cancellation.ByApi, Now, Now, RefundId: null), Now.AddHours(2));
        payment.RejectRefund(second);

        Assert.Null(payment.Reissue(second, Now.AddHours(2)));
    }

    [Fact]
    public void Older_snapshot_of_an_attempt_does_not_undo_its_failure()
    {
        var order = NewOrder();
        Assert.True(order.RecordAttempt(new("a1", Now, HasFailed: true)));

        Assert.False(order.RecordAttempt(new("a1", Now, HasFailed: false)));
        Assert.True(order.Payment.AttemptFailed);
    }

    private static Capture Captured => new("t1", Total, 0, "KRW", "store", IsLive: true, Now);

    private static Order NewOrder() => Order.Place(
        Guid.NewGuid(), Guid.NewGuid(), cartVersion: null,
        [new OrderLine(1, "램프", "Lamp", "/lamp.svg", Total, 1)], shipping: [], Now);

    private static Payment PaidPayment()
    {
        var order = NewOrder();
        order.Payment.MarkPaid(Captured, Now);
        order.MarkReady(Now);
        return order.Payment;
    }
}
