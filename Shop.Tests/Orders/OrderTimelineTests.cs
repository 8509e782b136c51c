using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Orders;

/// <summary>The two tracks of an order's timeline, from its times and its ledger.</summary>
public sealed class OrderTimelineTests
{
    private const long Price = 12_900;

    private static readonly DateTimeOffset Start = new(2026, 8, 6, 1, 0, 0, TimeSpan.Zero);

    private readonly List<LedgerEntry> _ledger = [];
    private readonly Order _order = Order.Place(
        Guid.NewGuid(), Guid.NewGuid(), cartVersion: null, [], shipping: [1], Start, Start);

    [Fact]
    public void Every_kind_of_ledger_row_has_a_step_or_is_left_out()
    {
        foreach (var kind in Enum.GetValues<LedgerEntryKind>())
        {
            _ledger.Add(new(_order.Payment, kind, Source.Sweep, Start, amountMinor: 1, reference: $"{kind}"));
        }

        var money = TrackOf(TimelineTrack.Money);

        Assert.Equal(
            "DECLINED PAID PAID_WITHOUT_ORDER REFUND_DECIDED REFUND_REQUESTED PARTLY_REFUNDED NOT_CHARGED", money);
    }

    [Fact]
    public void Refund_that_was_refused_and_requested_again_is_one_step()
    {
        Record(LedgerEntryKind.RefundOpened, 3_000, "first");
        Record(LedgerEntryKind.RefundRefused, 3_000, "first");
        Record(LedgerEntryKind.RefundOpened, 3_000, "second");

        Assert.Equal("REFUND_REQUESTED", TrackOf(TimelineTrack.Money));
    }

    [Fact]
    public void Steps_that_move_money_have_an_amount()
    {
        Record(LedgerEntryKind.Declined);
        Record(LedgerEntryKind.Paid, Price);

        var steps = OrderTimeline.Of(_order, _ledger).Where(step => step.Track == TimelineTrack.Money);

        Assert.Equal([null, Price], steps.Select(step => step.AmountMinor));
    }

    [Fact]
    public void Expired_order_ends_the_fulfilment_track()
    {
        _order.Payment.Close();
        _order.Expire(Start.AddMinutes(15));
        Record(LedgerEntryKind.Closed);

        Assert.Equal("PLACED EXPIRED", TrackOf(TimelineTrack.Fulfilment));
        Assert.Equal("NOT_CHARGED", TrackOf(TimelineTrack.Money));
    }

    private string TrackOf(TimelineTrack track) => string.Join(
        ' ', OrderTimeline.Of(_order, _ledger).Where(step => step.Track == track)
            .Select(step => step.Event.ToUpperSnake()));

    private void Record(LedgerEntryKind kind, long? amountMinor = null, string? reference = null) => _ledger.Add(
        new(_order.Payment, kind, Source.Sweep, Start, amountMinor, reference: reference));
}
