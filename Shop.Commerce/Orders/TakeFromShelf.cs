// The two exchanges in the middle of placing an order: what is wanted is read under the cart's lock, and then
// everything is written at once. Each line's pieces are taken by one guarded statement, in the order of the products'
// ids, so that two orders never wait for each other in a circle and the shelf never goes below nothing. The guard holds
// the price too.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;

namespace Shop.Commerce.Orders;

/// <summary>An order as it is asked for.</summary>
public sealed record WantedOrder(
    OrderRequest Request, string? IdempotencyKey, Guid ShopperId, Guid? CartVersion, bool IsAdult,
    DateTimeOffset AccountAskedAt);

/// <summary>A line as it is asked for, with the product as it is now; null when the shop has no such product.</summary>
public sealed record FoundLine(int Quantity, OrderLine? Line, int Stock, bool AdultsOnly);

/// <summary>What lies on the shelf for an order.</summary>
public sealed record FoundLines(bool IsAnotherCart, IReadOnlyList<FoundLine> Lines)
{
    public List<OrderLine> OrderLines => [.. Lines.Select(found => found.Line!)];

    /// <summary>Why this cannot be ordered; null when it can.</summary>
    public PlaceOrderOutcome? WhyNot(WantedOrder wanted)
    {
        if (Lines.Count == 0)
        {
            return new PlaceOrderOutcome.EmptyCart();
        }

        for (var i = 0; i < Lines.Count; i++)
        {
            var (quantity, line, stock, adultsOnly) = Lines[i];
            if (line is null)
            {
                return new PlaceOrderOutcome.UnknownProduct(i);
            }

            if (adultsOnly && !wanted.IsAdult)
            {
                return new PlaceOrderOutcome.AdultsOnly(line.ProductId);
            }

            if (stock < quantity)
            {
                return new PlaceOrderOutcome.OutOfStock(line.ProductId, line.NameKo, quantity, stock);
            }
        }

        var total = OrderLines.Sum(line => line.LineTotalWon);
        return wanted.Request.ExpectedTotalWon is { } expected && expected != total
            ? new PlaceOrderOutcome.PriceChanged(total)
            : null;
    }
}

/// <summary>Reads what an order is made of, and writes it.</summary>
public sealed class TakeFromShelf(CommerceDb db)
{
    private const string Product =
        "p.id, p.name_ko, p.name_en, p.image_url, p.price_won, p.stock, p.adults_only, l.quantity";

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <summary>Reads the wanted lines; those of the cart under its lock, so that it is ordered once.</summary>
    public async Task<FoundLines> LookAsync(WantedOrder wanted, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Connection);
        if (wanted.Request.Lines is { } given)
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
                "select version from carts where shopper_id = $1 for update", wanted.ShopperId));
            batch.BatchCommands.Add(Command(
                $"""
                select {Product}
                from cart_lines l join products p on p.id = l.product_id
                where l.shopper_id = $1
                order by l.added_at, l.product_id
                """,
                wanted.ShopperId));
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var isAnotherCart = false;
        if (wanted.Request.Lines is null)
        {
            isAnotherCart = await reader.ReadAsync(ct) && reader.GetGuid(0) != wanted.CartVersion;
            await reader.NextResultAsync(ct);
        }

        var lines = new List<FoundLine>();
        while (await reader.ReadAsync(ct))
        {
            lines.Add(Read(reader));
        }

        return new(isAnotherCart, lines);
    }

    /// <summary>
    /// Takes the pieces and writes the order, its payment, the request's key and the emptied cart. False when pieces or
    /// prices changed since they were read; the transaction is then to be given up.
    /// </summary>
    public async Task<bool> TakeAsync(Order order, WantedOrder wanted, byte[] bodyHash, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(Connection);
        var takings = order.Lines.OrderBy(line => line.ProductId).Select(line => Command(
            "update products set stock = stock - $2 where id = $1 and stock >= $2 and price_won = $3",
            line.ProductId, line.Quantity, line.PriceWon)).ToList();
        takings.ForEach(batch.BatchCommands.Add);

        Write(order, batch);
        if (wanted.IdempotencyKey is { } key)
        {
            batch.BatchCommands.Add(Command(
                """
                insert into order_requests (shopper_id, idempotency_key, body_hash, order_id, requested_at)
                values ($1, $2, $3, $4, $5)
                """,
                order.ShopperId, key, bodyHash, order.Id, order.PlacedAt));
        }

        if (order.CartVersion is not null)
        {
            batch.BatchCommands.Add(Command("delete from cart_lines where shopper_id = $1", order.ShopperId));
            batch.BatchCommands.Add(Command(
                "update carts set version = $2, updated_at = $3 where shopper_id = $1",
                order.ShopperId, Guid.NewGuid(), order.PlacedAt));
        }

        await batch.ExecuteNonQueryAsync(ct);
        return takings.TrueForAll(taking => taking.RecordsAffected == 1);
    }

    private static void Write(Order order, NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(Command(
            """
            insert into orders (
                id, shopper_id, status, total_won, cart_version, shipping, account_asked_at, placed_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            order.Id, order.ShopperId, order.Status.ToUpperSnake(), order.TotalWon,
            order.CartVersion ?? (object)DBNull.Value, order.Shipping!, order.AccountAskedAt, order.PlacedAt,
            order.ExpiresAt));
        batch.BatchCommands.Add(Command(
            """
            insert into order_lines (
                order_id, line_number, product_id, name_ko, name_en, image_url, price_won, quantity)
            select $1, l.* from unnest($2, $3, $4, $5, $6, $7, $8) l
            """,
            order.Id,
            order.Lines.Select(line => line.LineNumber).ToArray(),
            order.Lines.Select(line => line.ProductId).ToArray(),
            order.Lines.Select(line => line.NameKo).ToArray(),
            order.Lines.Select(line => line.NameEn).ToArray(),
            order.Lines.Select(line => line.ImageUrl).ToArray(),
            order.Lines.Select(line => line.PriceWon).ToArray(),
            order.Lines.Select(line => line.Quantity).ToArray()));
        batch.BatchCommands.Add(Command(
            "insert into payments (key, order_id, order_status, status) values ($1, $2, $3, $4)",
            order.Payment.Key, order.Id, order.Payment.OrderStatus.ToUpperSnake(),
            order.Payment.Status.ToUpperSnake()));
    }

    private static FoundLine Read(NpgsqlDataReader reader)
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

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
