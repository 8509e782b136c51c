using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Payments;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Orders;

/// <summary>Shows one order with all that its page tells, read in one exchange and as of one moment.</summary>
public sealed class ShowOrder(CommerceDb db, SealedShipping shipping)
{
    // Alarms and what only the shop has to bear; when an order was sent and arrived is told by the order itself.
    private static readonly PaymentEventKind[] NotForTheShopper =
    [
        PaymentEventKind.Contradicted, PaymentEventKind.RefundRefused, PaymentEventKind.Shipped,
        PaymentEventKind.Delivered,
    ];

    /// <summary>The order; null when there is none, or it is somebody else's.</summary>
    public async Task<OrderDetailReply?> RunAsync(
        Guid orderId, CurrentShopper me, Language language, CancellationToken ct)
    {
        const string TheOrder =
            $"select id from orders where shopper_id = $1 and id = $2 and {WithdrawnShopper.IsNot}";
        const string ItsPayment = $"select key from payments where order_id = ({TheOrder})";
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct));
        batch.BatchCommands.Add(OneSnapshot.Begin());
        foreach (var rows in new[]
        {
            $"orders where id = ({TheOrder})",
            $"payments where order_id = ({TheOrder})",
            $"order_lines where order_id = ({TheOrder})",
            $"refunds where payment_key = ({ItsPayment})",
            $"payment_events where payment_key = ({ItsPayment})",
        })
        {
            batch.BatchCommands.Add(new($"select * from {rows}")
            {
                Parameters = { new() { Value = me.Id }, new() { Value = orderId } },
            });
        }

        batch.BatchCommands.Add(OneSnapshot.End());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var order = (await db.ReadTrackedAsync<Order>(reader, ct)).SingleOrDefault();
        await db.ReadTrackedAsync<Payment>(reader, ct);
        await db.ReadTrackedAsync<OrderLine>(reader, ct);
        await db.ReadTrackedAsync<Refund>(reader, ct);
        var events = await db.ReadTrackedAsync<PaymentEvent>(reader, ct);
        return order is { Shipping: { } @sealed }
            ? Reply(order, shipping.Open(order.Id, @sealed), events, language)
            : null;
    }

    private static OrderDetailReply Reply(
        Order order, Shipping goesTo, IReadOnlyList<PaymentEvent> events, Language language) => new(
        order.Id, order.Status.ToUpperSnake(), order.Payment.Status.ToUpperSnake(), order.NameIn(language),
        order.TotalWon, order.PlacedAt, order.LinesIn(language), goesTo, order.Payment.Key, order.Payment.PaidAt,
        order.Status == OrderStatus.Pending ? order.ExpiresAt : null,
        [.. order.Payment.Refunds.Where(refund => refund.Status != RefundStatus.Refused) // Asked for anew.
            .OrderBy(refund => refund.RequestedAt).Select(refund => new RefundItem(
                refund.AmountMinor, order.Payment.Currency!, refund.Status.ToUpperSnake(), refund.Because,
                refund.RequestedAt, refund.RefundedAt))],
        TimelineOf(order, events),
        order.Payment.OwedBecause?.ToUpperSnake(),
        order.Payment is { NeedsAccount: true, Status: PaymentStatus.RefundDue },
        order.Payment.AttemptFailed,
        order.Payment.FailureText);

    private static IReadOnlyList<TimelineItem> TimelineOf(Order order, IReadOnlyList<PaymentEvent> events)
    {
        var timeline = new List<TimelineItem> { new("PLACED", order.PlacedAt) };
        timeline.AddRange(events
            .Where(recorded => !NotForTheShopper.Contains(recorded.Event))
            .OrderBy(recorded => recorded.Id)
            .Select(recorded => new TimelineItem(recorded.Event.ToUpperSnake(), recorded.At)));
        Add(OrderStatus.Ready, order.ReadyAt);
        Add(OrderStatus.Shipped, order.ShippedAt);
        Add(OrderStatus.Delivered, order.DeliveredAt);
        Add(order.Status, order.EndedAt);

        // Stable: what happened at one moment stays in order, but that the order ends comes before what follows of it.
        return [.. timeline.OrderBy(item => item.At)
            .ThenBy(item => item is { Event: "OWED_BACK" or "CLOSED" } && item.At == order.EndedAt)];

        void Add(OrderStatus status, DateTimeOffset? at)
        {
            if (at is { } moment)
            {
                timeline.Add(new(status.ToUpperSnake(), moment));
            }
        }
    }
}
