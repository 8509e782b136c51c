// The order row is the one lock for an order, its lines and its payment. The row is locked first and everything is read
// after, in one round trip but in separate statements: a single statement could return a payment as it was before the
// lock was granted.
using Shop.Commerce.Disputes;
using Shop.Commerce.Jobs;

namespace Shop.Commerce.Orders;

/// <summary>Takes an order's lock in the caller's transaction and reads everything that it guards.</summary>
public sealed class LoadOrderForUpdate(CommerceDb db, TimeProvider clock)
{
    /// <summary>
    /// Locks and reads the order of a payment. Requires an open transaction, which holds the lock until it ends.
    /// </summary>
    /// <exception cref="InvalidOperationException">The payment does not exist.</exception>
    public async Task<LockedOrder> RunAsync(string paymentKey, CancellationToken ct)
    {
        const string OfPayment = "(select order_id from payments where key = $1)";
        db.ChangeTracker.Clear(); // What was read before the lock may have changed since.
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection())
        {
            BatchCommands =
            {
                Command($"select from orders where id = {OfPayment} for update"),
                Command($"select * from orders where id = {OfPayment}"),
                Command($"select * from order_lines where order_id = {OfPayment}"),
                Command("select * from payments where key = $1"),
                Command("select * from payment_jobs where payment_key = $1 and kind <> 'RECONCILE'"),
                Command("select * from refunds where payment_key = $1"),
                Command("select * from ledger_entries where payment_key = $1 order by seq"),
                Command("select * from payment_disputes where payment_key = $1"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var orders = await db.ReadTrackedAsync<Order>(reader, ct);
        await db.ReadTrackedAsync<OrderLine>(reader, ct);
        await db.ReadTrackedAsync<Payment>(reader, ct);
        await db.ReadTrackedAsync<PaymentJob>(reader, ct);
        await db.ReadTrackedAsync<Refund>(reader, ct);
        var ledger = await db.ReadTrackedAsync<LedgerEntry>(reader, ct);
        await db.ReadTrackedAsync<PaymentDispute>(reader, ct);
        return new(db, orders.Single(), ledger, clock.GetUtcNow().ToMicroseconds());

        NpgsqlBatchCommand Command(string sql) => new(sql) { Parameters = { new() { Value = paymentKey } } };
    }
}
