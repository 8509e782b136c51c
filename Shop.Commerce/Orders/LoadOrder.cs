namespace Shop.Commerce.Orders;

/// <summary>An order with its payment, lines, refunds and ledger.</summary>
public sealed record LoadedOrder(Order Order, IReadOnlyList<LedgerEntry> Ledger);

/// <summary>Reads an order without a lock, with all that its page shows, in one round trip and one snapshot.</summary>
public sealed class LoadOrder(CommerceDb db)
{
    /// <summary>The order; null if it does not exist, is another shopper's, or its shopper has withdrawn.</summary>
    public Task<LoadedOrder?> ByIdAsync(Guid orderId, Guid shopperId, CancellationToken ct) => ReadAsync(
        $"select id from orders where shopper_id = $1 and id = $2 and {Shopper.NotClosedSql}",
        new NpgsqlParameter<Guid> { TypedValue = shopperId }, new NpgsqlParameter<Guid> { TypedValue = orderId }, ct);

    /// <summary>The order of a payment, as <see cref="ByIdAsync"/>; of any shopper if none is given.</summary>
    public Task<LoadedOrder?> ByPaymentAsync(string paymentKey, Guid? shopperId, CancellationToken ct) => ReadAsync(
        $"""
        select o.id from payments p join orders o on o.id = p.order_id
        where p.key = $2 and ($1 is null or o.shopper_id = $1) and {Shopper.NotClosedSql}
        """,
        new NpgsqlParameter<Guid?> { TypedValue = shopperId }, new NpgsqlParameter<string> { TypedValue = paymentKey },
        ct);

    private async Task<LoadedOrder?> ReadAsync(
        string orderIdSql, NpgsqlParameter shopper, NpgsqlParameter key, CancellationToken ct)
    {
        var paymentKeySql = $"select key from payments where order_id = ({orderIdSql})";
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct));
        batch.BatchCommands.Add(OneSnapshot.Begin());
        foreach (var source in new[]
        {
            $"orders where id = ({orderIdSql})",
            $"payments where order_id = ({orderIdSql})",
            $"order_lines where order_id = ({orderIdSql})",
            $"refunds where payment_key = ({paymentKeySql})",
            $"ledger_entries where payment_key = ({paymentKeySql}) order by seq",
        })
        {
            // An NpgsqlParameter belongs to one command, so each command gets clones.
            batch.BatchCommands.Add(new($"select * from {source}") { Parameters = { shopper.Clone(), key.Clone() } });
        }

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
            loaded = order is null ? null : new(order, ledger);
        }

        await db.Database.CloseConnectionAsync(); // Connections are scarce, and a call to PortOne may follow.
        return loaded;
    }
}
