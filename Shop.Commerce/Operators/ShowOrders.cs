using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Orders;
using Shop.Commerce.Orders.Addresses;
using Shop.Commerce.Payments;

namespace Shop.Commerce.Operators;

/// <summary>Prints lists and single orders for operators.</summary>
public sealed class ShowOrders(CommerceDb db, ShippingEncryption encryption)
{
    private const int AtMost = 200;

    /// <summary>
    /// The orders that need an operator: orders to send, refunds that need a bank account, and open disputes of
    /// payments that are not fully refunded. Lists the 200 oldest.
    /// </summary>
    public async Task<string> ListAsync(CancellationToken ct)
    {
        var waiting = db.Orders.AsNoTracking()
            .Where(order => order.Status == OrderStatus.Ready
                || (order.Payment.NeedsAccount && order.Payment.Status == PaymentStatus.RefundDue)
                || ((order.Payment.Status == PaymentStatus.Paid || order.Payment.Status == PaymentStatus.RefundDue)
                    && order.Payment.Disputes.Any(dispute => dispute.ResolvedAt == null)));
        var orders = await waiting
            .Include(order => order.Payment).ThenInclude(payment => payment.Disputes)
            .OrderBy(order => order.PlacedAt)
            .Take(AtMost)
            .ToListAsync(ct);
        var text = new StringBuilder();
        foreach (var order in orders)
        {
            var why = string.Join("; ", WhyItWaits(order));
            text.AppendLine(
                CultureInfo.InvariantCulture, $"{order.Id}  {order.PlacedAt:u}  {order.TotalWon,10} won  {why}");
        }

        var total = orders.Count < AtMost ? orders.Count : await waiting.CountAsync(ct);
        return text.Append(
            total == 0 ? "No orders wait."
            : total == orders.Count ? $"{total} orders wait."
            : $"The oldest {orders.Count} of {total} orders that wait.").ToString();
    }

    private static IEnumerable<string> WhyItWaits(Order order)
    {
        if (order.Status == OrderStatus.Ready)
        {
            yield return "to be sent";
        }

        if (order.Payment is { NeedsAccount: true, Status: PaymentStatus.RefundDue })
        {
            yield return "refund needs an account";
        }

        foreach (var dispute in order.Payment.Disputes.Where(dispute => dispute.IsOpen))
        {
            yield return dispute.Reason is { } reason
                ? $"disputed: {reason}, since {dispute.OpenedAt:u}"
                : $"disputed since {dispute.OpenedAt:u}";
        }
    }

    /// <summary>The discrepancies between PortOne and the ledger, oldest first, 200 at most.</summary>
    public async Task<string> DiscrepanciesAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select u.payment_key, u.what, u.currency, u.ledger_minor, u.provider_minor, u.since, p.order_id
            from discrepancies u left join payments p on p.key = u.payment_key
            order by u.since limit $1
            """,
            await db.OpenAsync(ct))
        {
            Parameters = { new() { Value = AtMost } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var text = new StringBuilder();
        var count = 0;
        for (; await reader.ReadAsync(ct); count++)
        {
            var theirs = reader.GetFieldValue<long?>(4)?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
            var order = reader.GetFieldValue<Guid?>(6) is { } id ? $"order {id}" : "no order of ours";
            var what = $"{reader.GetString(0)}  {reader.GetString(1)}  {reader.GetString(2)}";
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{what}  ours {reader.GetInt64(3)}, PortOne's {theirs}, since {reader.GetDateTime(5):u}, {order}");
        }

        return text.Append(count == 0 ? "No discrepancies." : $"{count} discrepancies.").ToString();
    }

    /// <summary>One order with its decrypted address, lines, payment, refunds and disputes; null if unknown.</summary>
    public async Task<string?> ShowAsync(Guid orderId, CancellationToken ct)
    {
        var order = await db.Orders.AsNoTracking().AsSplitQuery()
            .Include(order => order.Lines)
            .Include(order => order.Payment).ThenInclude(payment => payment.Refunds)
            .Include(order => order.Payment).ThenInclude(payment => payment.Disputes)
            .SingleOrDefaultAsync(order => order.Id == orderId, ct);
        if (order is null)
        {
            return null;
        }

        var payment = order.Payment;
        var text = new StringBuilder();
        Line($"Order {order.Id}, placed {order.PlacedAt:u}: {order.Status}, {order.TotalWon} won");
        if (order.Shipping is { } shipping)
        {
            var to = encryption.Decrypt(order.Id, shipping);
            Line($"To {to.Recipient}, {to.Phone}, {to.Email}, {to.PostalCode} {to.Address1} {to.Address2}");
        }

        foreach (var line in order.Lines.OrderBy(line => line.LineNumber))
        {
            Line($"  {line.Quantity} x {line.NameKo} (product {line.ProductId}), {line.LineTotalWon} won");
        }

        Line($"Payment {payment.Key}: {payment.Status} {payment.RefundReason?.ToUpperSnake()}");
        Line($"  {payment.Currency} captured {payment.CapturedMinor ?? 0}, refunded {payment.RefundedMinor}, "
            + $"open refund {payment.RefundingMinor}");
        foreach (var refund in payment.Refunds.OrderBy(refund => refund.RequestedAt))
        {
            Line(
                $"  {refund.AmountMinor} {refund.Status} since {refund.RequestedAt:u}, {refund.ReasonCode}, "
                + $"{refund.Id}");
        }

        foreach (var dispute in payment.Disputes.OrderBy(dispute => dispute.OpenedAt))
        {
            var reason = dispute.Reason is null ? "" : $", {dispute.Reason}";
            Line($"  Dispute {dispute.Id}: {dispute.Status}, opened {dispute.OpenedAt:u}{reason}");
        }

        return text.ToString().TrimEnd();

        void Line(string words) => text.AppendLine(words);
    }
}
