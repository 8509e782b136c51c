using System.Globalization;
using System.Text;
using Shop.Commerce.Orders.Addresses;

namespace Shop.Commerce.Operators;

/// <summary>Prints lists and single orders for operators.</summary>
public sealed class ShowOrders(CommerceDb db, LoadOrderForOperator load, ShippingEncryption encryption)
{
    private const int AtMost = 200;

    /// <summary>
    /// The orders that need an operator: orders to ship, refunds that need a bank account, and open disputes of
    /// payments that are not fully refunded. Lists the 200 oldest.
    /// </summary>
    public async Task<string> ListAsync(CancellationToken ct)
    {
        var waiting = db.AllOrders.AsNoTracking().Where(order => order.Status == OrderStatus.Ready
            || (order.Payment.NeedsBankAccount && order.Payment.Status == PaymentStatus.RefundDue)
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
            : total == orders.Count ? $"Waiting orders: {total}."
            : $"The oldest {orders.Count} of {total} orders that wait.").ToString();
    }

    private static IEnumerable<string> WhyItWaits(Order order)
    {
        if (order.Status == OrderStatus.Ready)
        {
            yield return "to ship";
        }

        if (order.Payment is { NeedsBankAccount: true, Status: PaymentStatus.RefundDue })
        {
            yield return "refund needs a bank account";
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
        var discrepancies = await db.Database.SqlQuery<Discrepancy>($"""
            select d.payment_key, d.what, d.currency, d.ledger_minor, d.provider_minor, d.since, p.order_id
            from discrepancies d left join payments p on p.key = d.payment_key
            order by d.since limit {AtMost}
            """).ToListAsync(ct);
        return discrepancies.Count == 0
            ? "No discrepancies."
            : $"{string.Join(Environment.NewLine, discrepancies)}{Environment.NewLine}"
                + $"{discrepancies.Count} discrepancies.";
    }

    /// <summary>
    /// One order with its decrypted address and cancel reason, lines, payment, refunds and disputes; null if unknown.
    /// </summary>
    public async Task<string?> ShowAsync(Guid orderId, CancellationToken ct)
    {
        if (await load.RunAsync(orderId, ct) is not var (order, shipment, _))
        {
            return null;
        }

        var payment = order.Payment;
        var text = new StringBuilder();
        Line($"Order {order.Id}, placed {order.PlacedAt:u}: {order.Status}, {order.TotalWon} won");
        if (order.CancelReason is { } reason)
        {
            Line($"Cancelled by the shopper: {encryption.DecryptReason(order.Id, reason)}");
        }

        if (order.Shipping is { } shipping)
        {
            var to = encryption.Decrypt(order.Id, shipping);
            string?[] parts = [to.Recipient, to.Phone, to.Email, to.PostalCode, to.Address1, to.Address2];
            Line($"To {string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)))}");
        }

        if (shipment is not null)
        {
            Line($"Shipped by {shipment.Courier.NameEn}, {shipment.TrackingNumber}");
        }

        foreach (var line in order.Lines.OrderBy(line => line.LineNumber))
        {
            Line($"  {line.Quantity} x {line.NameKo} (product {line.ProductId}), {line.LineTotalWon} won");
        }

        Line($"Payment {payment.Key}: {payment.Status} {payment.RefundReason?.ToUpperSnake()}");
        Line($"  {payment.Currency} captured {payment.CapturedMinor ?? 0}, refunded {payment.RefundedMinor}, "
            + $"open refund {payment.RefundingMinor}");
        foreach (var refund in payment.Refunds.OrderBy(refund => refund.RequestedAt).ThenBy(refund => refund.Id))
        {
            Line(
                $"  {refund.AmountMinor} {refund.Status} since {refund.RequestedAt:u}, {refund.ReasonCode}, "
                + $"{refund.Id}");
        }

        foreach (var dispute in payment.Disputes.OrderBy(dispute => dispute.OpenedAt))
        {
            var why = dispute.Reason is null ? "" : $", {dispute.Reason}";
            Line($"  Dispute {dispute.Id}: {dispute.Status}, opened {dispute.OpenedAt:u}{why}");
        }

        return text.ToString().TrimEnd();

        void Line(string line) => text.AppendLine(line);
    }

    private sealed record Discrepancy(
        string PaymentKey, string What, string Currency, long LedgerMinor, long? ProviderMinor, DateTimeOffset Since,
        Guid? OrderId)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{PaymentKey}  {What}  {Currency}  ours {LedgerMinor}, PortOne's {(object?)ProviderMinor ?? "unknown"}, "
            + $"since {Since:u}, {(OrderId is { } id ? $"order {id}" : "no order of ours")}");
    }
}
