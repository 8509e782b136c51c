using Shop.Commerce.Ledger;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;

namespace Shop.UnitTests.Orders;

/// <summary>The two tracks of an order's timeline, from its times and its ledger.</summary>
public sealed class OrderTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 8, 6, 1, 0, 0, TimeSpan.Zero);

    private readonly Order _order = Order.Place(
        Guid.NewGuid(), Guid.NewGuid(), cartVersion: null, [], shipping: [1], Start);

    [Fact]
    public void Every_kind_of_ledger_row_has_a_step_or_is_left_out() => Assert.Equal(
        "DECLINED 1, PAID 1, PAID_WITHOUT_ORDER 1, REFUND_DECIDED 1, REFUND_REQUESTED 1, PARTLY_REFUNDED 1, "
        + "NOT_CHARGED 1",
        TrackOf(TimelineTrack.Money, [.. Enum.GetValues<LedgerEntryKind>().Select(kind => Entry(kind, 1, $"{kind}"))]));

    [Fact]
    public void Steps_that_move_money_have_an_amount() => Assert.Equal(
        "DECLINED , PAID 12900",
        TrackOf(TimelineTrack.Money, Entry(LedgerEntryKind.Declined), Entry(LedgerEntryKind.Paid, 12_900)));

    [Fact]
    public void Refund_that_was_refused_and_requested_again_is_one_step() => Assert.Equal(
        "REFUND_REQUESTED 3000",
        TrackOf(
            TimelineTrack.Money, Entry(LedgerEntryKind.RefundOpened, 3_000, "first"),
            Entry(LedgerEntryKind.RefundRejected, 3_000, "first"),
            Entry(LedgerEntryKind.RefundOpened, 3_000, "second")));

    [Fact]
    public void Expired_order_ends_the_fulfilment_track()
    {
        _order.Payment.Close();
        _order.Expire(Start.AddMinutes(15));

        Assert.Equal("PLACED , EXPIRED ", TrackOf(TimelineTrack.Fulfilment, Entry(LedgerEntryKind.Closed)));
        Assert.Equal("NOT_CHARGED ", TrackOf(TimelineTrack.Money, Entry(LedgerEntryKind.Closed)));
    }

    private string TrackOf(TimelineTrack track, params LedgerEntry[] ledger) => string.Join(
        ", ", OrderTimeline.Of(_order, ledger).Where(step => step.Track == track)
            .Select(step => $"{step.Event.ToUpperSnake()} {step.AmountMinor}"));

    private LedgerEntry Entry(LedgerEntryKind kind, long? amountMinor = null, string? reference = null) =>
        new(_order.Payment, kind, Source.Job, Start, amountMinor, reference: reference);
}
