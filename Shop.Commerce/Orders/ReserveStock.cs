// The one transaction of an order: it reads the requested lines (the cart's under its lock), decides, and writes
// everything in one batch. Each line's stock is reserved by one guarded statement, in the order of product ids, so that
// concurrent orders do not deadlock and the stock never goes below zero. The guard includes the price. Three round
// trips: read (with the begin), write, commit.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Shop.Commerce.Data;
using static Shop.Commerce.Orders.OrderRows;

namespace Shop.Commerce.Orders;

/// <summary>A requested order.</summary>
public sealed record OrderDraft(
    OrderRequest Request, string? IdempotencyKey, Guid ShopperId, Guid? CartVersion, bool IsAdult);

/// <summary>
/// The transaction of PlaceOrder: reads the prices, reserves the stock, and writes the order, its payment and its jobs.
/// </summary>
public sealed class ReserveStock(
    CommerceDb db, ShippingEncryption shipping, TimeProvider clock, ILogger<ReserveStock> logger)
{
    private const string Product =
        "p.id, p.name_ko, p.name_en, p.image_url, p.price_won, p.stock, p.adults_only, l.quantity";

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <summary>One attempt. Returns null if a concurrent request was faster and nothing was written.</summary>
    public async Task<PlaceOrderOutcome?> RunAsync(OrderDraft draft, CancellationToken ct)
    {
        // Encrypted before any lock is taken: the key may have to be loaded over another connection.
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var encrypted = shipping.Encrypt(id, draft.Request.Shipping);
        var bodyHash = shipping.HashOf(draft.Request);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var found = await ReadLinesAsync(draft, ct);
            if (found is null)
            {
                return new PlaceOrderOutcome.NoAccount();
            }

            if (found.IsAnotherCart)
            {
                return null;
            }

            if (found.Validate(draft) is { } refusal)
            {
                return refusal;
            }

            var order = Order.Place(
                id, draft.ShopperId, draft.Request.Lines is null ? draft.CartVersion : null, found.OrderLines,
                encrypted, now);
            return await ReserveAsync(order, draft, bodyHash, ct)
                ? await CommitAsync(transaction, order)
                : null;
        }
        catch (PostgresException error) when (
            error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
        {
            return null;
        }
    }

    /// <summary>
    /// Locks the shopper, who cannot withdraw until the commit, and reads the requested lines; the cart's under its
    /// lock, so that a cart is ordered once. Returns null if the shopper has withdrawn.
    /// </summary>
    private async Task<PricedLines?> ReadLinesAsync(OrderDraft draft, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Connection)
        {
            BatchCommands =
            {
                Command("insert into shoppers (id) values ($1) on conflict do nothing", draft.ShopperId),
                Command("select closed_at is not null from shoppers where id = $1 for key share", draft.ShopperId),
            },
        };
        if (draft.Request.Lines is { } given)
        {
            batch.BatchCommands.Add(Command(
                $"""
                select {Product}
                from unnest($1, $2) with ordinality as l (product_id, quantity, place)
                left join products p on p.id = l.product_id
                order by l.place
                """,
                given.Select(line => line.ProductId).ToArray(), given.Select(line => line.Quantity).ToArray()));
        }
        else
        {
            batch.BatchCommands.Add(Command(
                "select version from carts where shopper_id = $1 for update", draft.ShopperId));
            batch.BatchCommands.Add(Command(
                $"""
                select {Product}
                from cart_lines l join products p on p.id = l.product_id
                where l.shopper_id = $1
                order by l.added_at, l.product_id
                """,
                draft.ShopperId));
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (reader.GetBoolean(0))
        {
            return null;
        }

        await reader.NextResultAsync(ct);
        var isAnotherCart = false;
        if (draft.Request.Lines is null)
        {
            isAnotherCart = await reader.ReadAsync(ct) && reader.GetGuid(0) != draft.CartVersion;
            await reader.NextResultAsync(ct);
        }

        var lines = new List<PricedLine>();
        while (await reader.ReadAsync(ct))
        {
            lines.Add(Read(reader));
        }

        return new(isAnotherCart, lines);
    }

    /// <summary>
    /// Reserves the stock and writes everything. Returns false if stock or prices changed since they were read.
    /// </summary>
    private async Task<bool> ReserveAsync(Order order, OrderDraft draft, byte[] bodyHash, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Connection);
        var reservations = order.Lines.OrderBy(line => line.ProductId).Select(line => Command(
            "update products set stock = stock - $2 where id = $1 and stock >= $2 and price_won = $3",
            line.ProductId, line.Quantity, line.PriceWon)).ToList();
        reservations.ForEach(batch.BatchCommands.Add);

        OrderRows.Insert(order, batch);
        if (draft.IdempotencyKey is { } key)
        {
            OrderRows.InsertRequest(order, key, bodyHash, batch);
        }

        if (order.CartVersion is not null)
        {
            OrderRows.EmptyCart(order, batch);
        }

        await batch.ExecuteNonQueryAsync(ct);
        return reservations.TrueForAll(reservation => reservation.RecordsAffected == 1);
    }

    /// <summary>
    /// A commit is not cancelled when the shopper disconnects: a cancelled commit may still succeed.
    /// </summary>
    private async Task<PlaceOrderOutcome> CommitAsync(IDbContextTransaction transaction, Order order)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException error) when (!IsRefusal(error))
        {
            logger.LogError(error, "It is unknown whether order {OrderId} was committed", order.Id);
            return new PlaceOrderOutcome.CommitUnknown();
        }

        return new PlaceOrderOutcome.Placed(new(
            order.Id, order.Payment.Key, OrderName.InKorean(order.Lines[0].NameKo, order.Lines.Count), order.TotalWon));
    }

    // The server reports that it did not commit. A server that is shutting down (57P) does not report that.
    private static bool IsRefusal(NpgsqlException error) =>
        error is PostgresException { SqlState: var state } && !state.StartsWith("57P", StringComparison.Ordinal);

    private static PricedLine Read(NpgsqlDataReader reader)
    {
        var quantity = reader.GetInt32(7);
        return reader.IsDBNull(0)
            ? new(quantity, null, 0, false)
            : new(
                quantity,
                new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                    reader.GetInt64(4), quantity),
                reader.GetInt32(5),
                reader.GetBoolean(6));
    }
}
