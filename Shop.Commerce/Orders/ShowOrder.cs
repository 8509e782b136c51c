using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Ledger;
using Shop.Commerce.Payments;
using Shop.Commerce.Refunds;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Orders;

/// <summary>Shows one order with everything that its page needs, read in one round trip and one snapshot.</summary>
public sealed class ShowOrder(CommerceDb db, ShippingEncryption shipping)
{
    /// <summary>The order; null if it does not exist or belongs to another shopper.</summary>
    public async Task<OrderDetailReply?> RunAsync(
        Guid orderId, CurrentShopper me, Language language, CancellationToken ct)
    {
        const string TheOrder =
            $"select id from orders where shopper_id = $1 and id = $2 and {Shopper.IsNotClosed}";
        const string ItsPayment = $"select key from payments where order_id = ({TheOrder})";
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct));
        batch.BatchCommands.Add(OneSnapshot.Begin());
        foreach (var rows in new[]
        {
            $"orders where id = ({TheOrder})",
            $"payments where order_id = ({TheOrder})",
            $"order_lines where order_id = ({TheOrder})",
            $"refunds where payment_key = ({ItsPayment})",
            $"ledger_entries where payment_key = ({ItsPayment})",
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
        var events = await db.ReadTrackedAsync<LedgerEntry>(reader, ct);
        return order is { Shipping: { } encrypted }
            ? Reply(order, shipping.Decrypt(order.Id, encrypted), events, language)
            : null;
    }

    private static OrderDetailReply Reply(
        Order order, Shipping goesTo, IReadOnlyList<LedgerEntry> events, Language language) => new(
        order.Id, order.Status, order.Payment.Status, order.NameIn(language),
        order.TotalWon, order.PlacedAt, order.LinesIn(language), goesTo, order.Payment.Key, order.Payment.PaidAt,
        order.Status == OrderStatus.Pending ? order.ExpiresAt : null,
        [.. order.Payment.Refunds.Where(refund => refund.Status != RefundStatus.Rejected) // Replaced by another one.
            .OrderBy(refund => refund.RequestedAt).Select(refund => new RefundItem(
                refund.AmountMinor, order.Payment.Currency!, refund.Status, refund.ReasonCode,
                refund.RequestedAt, refund.RefundedAt))],
        OrderTimeline.Of(order, events),
        order.Payment.RefundReason,
        order.Payment is { NeedsAccount: true, Status: PaymentStatus.RefundDue },
        order.Payment is { CapturedMinor: { } captured, Currency: { } currency } payment
            ? new(currency, captured, payment.RefundedMinor, payment.RefundingMinor)
            : null,
        order.Payment.AttemptFailed,
        order.Payment.AttemptFailed ? order.Payment.FailureText : null);
}
