using Shop.Commerce.Orders.Shipments;

namespace Shop.Commerce.Operators;

/// <summary>An order with its lines, payment, refunds, disputes and jobs; its shipment and its ledger.</summary>
public sealed record OrderForOperator(Order Order, Shipment? Shipment, IReadOnlyList<LedgerEntry> Ledger);

/// <summary>Reads one order for operators, also if its shopper has withdrawn.</summary>
public sealed class LoadOrderForOperator(CommerceDb db)
{
    /// <summary>The order; null if it is unknown.</summary>
    public async Task<OrderForOperator?> RunAsync(Guid orderId, CancellationToken ct)
    {
        var order = await db.AllOrders.AsNoTracking().AsSplitQuery()
            .Include(order => order.Lines)
            .Include(order => order.Payment).ThenInclude(payment => payment.Refunds)
            .Include(order => order.Payment).ThenInclude(payment => payment.Disputes)
            .SingleOrDefaultAsync(order => order.Id == orderId, ct);
        if (order is null)
        {
            return null;
        }

        var shipment = await db.Shipments.AsNoTracking().Include(sent => sent.Courier)
            .SingleOrDefaultAsync(sent => sent.OrderId == orderId, ct);
        var ledger = await db.LedgerEntries.AsNoTracking().Where(entry => entry.PaymentKey == order.Payment.Key)
            .OrderBy(entry => entry.Id).ToListAsync(ct);
        return new(order, shipment, ledger);
    }
}
