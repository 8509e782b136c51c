// Everything that changes an order or its payment does it through this: an act loads it (LoadOrderForUpdate), changes
// the order and the payment, records what happened in the ledger, and saves. Saving also writes what follows from the
// change: the jobs of the payment, and the returned stock of an order that has ended. The act commits.

namespace Shop.Commerce.Orders;

/// <summary>An order with its lines, payment, refunds, disputes, jobs and ledger, read under its lock.</summary>
public sealed class LockedOrder(
    CommerceDb db, Order order, IReadOnlyList<LedgerEntry> ledger, DateTimeOffset now)
{
    private readonly List<LedgerEntry> _recorded = [];

    public Order Order => order;

    public Payment Payment => order.Payment;

    /// <summary>The ledger entries that were stored when the lock was granted.</summary>
    public IReadOnlyList<LedgerEntry> Ledger => ledger;

    /// <summary>The order as it is now, with the entries that were recorded under this lock.</summary>
    public LoadedOrder Current => new(order, [.. ledger, .. _recorded]);

    /// <summary>The time at which the lock was granted, for every change under it.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Adds an entry to the ledger.</summary>
    public void Record(
        LedgerEntryKind kind, Source source, long? amountMinor = null, RefundReason? reason = null,
        string? reference = null) =>
        Record(new(Payment, kind, source, now, amountMinor, reason, reference));

    /// <inheritdoc cref="Record(LedgerEntryKind, Source, long?, RefundReason?, string?)"/>
    public void Record(LedgerEntry entry)
    {
        db.LedgerEntries.Add(entry);
        _recorded.Add(entry);
    }

    /// <summary>Records that a refund was opened or rejected.</summary>
    public void Record(LedgerEntryKind kind, Source source, Refund refund) =>
        Record(kind, source, refund.AmountMinor, reference: $"{refund.Id:D}");

    /// <summary>
    /// Writes all changes and what follows from them: the payment's jobs, and the stock of an order that has ended.
    /// </summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        Payment.UpdateJobs(now);
        var endsNow = order.HasEnded && db.Entry(order).Property(entity => entity.Status).IsModified;
        await db.SaveChangesAsync(ct);
        if (endsNow)
        {
            await ReturnStockAsync(ct);
        }
    }

    // The schema refuses a commit in which an ended order holds stock. Products are locked in the order of their ids,
    // as everywhere, to avoid deadlocks. Both statements are sent in one round trip.
    private Task ReturnStockAsync(CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
        select from products where id in (select product_id from order_lines where order_id = {order.Id})
        order by id for no key update;
        with returned as (
            update order_lines set holds_stock = false where order_id = {order.Id} and holds_stock
            returning product_id, quantity)
        update products p set stock = p.stock + r.quantity from returned r where p.id = r.product_id
        """, ct);
}
