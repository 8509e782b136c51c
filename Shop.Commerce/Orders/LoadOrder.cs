using Shop.Commerce.Orders.Shipments;

namespace Shop.Commerce.Orders;

/// <summary>An order with its payment, lines, refunds and ledger, and with its shipment if it was read too.</summary>
public sealed record LoadedOrder(Order Order, IReadOnlyList<LedgerEntry> Ledger, Shipment? Shipment = null);

/// <summary>Reads an order without a lock, with all that its page shows, in one round trip and one snapshot.</summary>
public sealed class LoadOrder(CommerceDb db)
{
    /// <summary>The order; null if it does not exist, is another shopper's, or its shopper has withdrawn.</summary>
    public Task<LoadedOrder?> ByIdAsync(Guid orderId, Guid shopperId, CancellationToken ct) =>
        ReadAsync(orderId, "$1", "(select key from payments where order_id = $1)", shopperId, ct);

    /// <summary>The order of a payment, as <see cref="ByIdAsync"/>; of any shopper if none is given.</summary>
    public Task<LoadedOrder?> ByPaymentAsync(string paymentKey, Guid? shopperId, CancellationToken ct) =>
        ReadAsync(paymentKey, "(select order_id from payments where key = $1)", "$1", shopperId, ct);

    private async Task<LoadedOrder?> ReadAsync(
        object id, string orderIdSql, string paymentKeySql, Guid? shopperId, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct));
        batch.BatchCommands.Add(OneSnapshot.Begin());
        _ = shopperId is { } shopper
            ? batch.Add(
                $"""
                select * from orders where id = {orderIdSql} and shopper_id = $2
                and not exists (select from shoppers where id = $2 and closed_at is not null)
                """, id, shopper)
            : batch.Add($"select * from orders where id = {orderIdSql}", id);
        batch.Add($"select * from payments where order_id = {orderIdSql}", id);
        batch.Add($"select * from order_lines where order_id = {orderIdSql}", id);
        batch.Add($"select * from refunds where payment_key = {paymentKeySql}", id);
        batch.Add($"select * from ledger_entries where payment_key = {paymentKeySql} order by seq", id);
        batch.Add(
            $"""
            select * from couriers where courier = (select courier from shipments where order_id = {orderIdSql})
            """, id);
        batch.Add($"select * from shipments where order_id = {orderIdSql}", id);
        batch.BatchCommands.Add(OneSnapshot.End());
        db.ChangeTracker.Clear(); // Rows that were read earlier may be outdated.
        LoadedOrder? loaded;
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            var order = (await db.ReadTrackedAsync<Order>(reader, ct)).SingleOrDefault();
            await db.ReadTrackedAsync<Payment>(reader, ct);
            await db.ReadTrackedAsync<OrderLine>(reader, ct);
            await db.ReadTrackedAsync<Refund>(reader, ct);
            var ledger = await db.ReadTrackedAsync<LedgerEntry>(reader, ct);
            await db.ReadTrackedAsync<Courier>(reader, ct);
            var shipment = (await db.ReadTrackedAsync<Shipment>(reader, ct)).SingleOrDefault();
            loaded = order is null ? null : new(order, ledger, shipment);
        }

        await db.Database.CloseConnectionAsync(); // Connections are scarce, and a call to PortOne may follow.
        return loaded;
    }
}
