// The INSERT statements of a new order: the order, its lines, its payment and jobs, the Idempotency-Key of the request
// and the emptied cart. They are sent in one batch with the statements that reserve its stock.

namespace Shop.Commerce.Orders.Placing;

/// <summary>Writes the rows of a new order.</summary>
internal static class InsertOrder
{
    /// <summary>Adds the statements; <paramref name="bodyHash"/> recognizes a repeat of the request.</summary>
    public static void AddTo(NpgsqlBatch batch, Order order, string? idempotencyKey, byte[] bodyHash)
    {
        AddRows(batch, order);
        if (idempotencyKey is not null)
        {
            // Kept as long as the order has an address, and erased with it (EraseClosedShoppers.cs). A repeat may come
            // at any time; if keys expired earlier, it would place a second order.
            batch.Add(
                """
                insert into order_requests (shopper_id, idempotency_key, body_hash, order_id, requested_at)
                values ($1, $2, $3, $4, $5)
                """,
                order.ShopperId, idempotencyKey, bodyHash, order.Id, order.PlacedAt);
        }

        if (order.CartVersion is not null)
        {
            batch.Add("delete from cart_lines where shopper_id = $1", order.ShopperId);
            batch.Add(
                "update carts set version = $2, updated_at = $3 where shopper_id = $1",
                order.ShopperId, Guid.NewGuid(), order.PlacedAt);
        }
    }

    private static void AddRows(NpgsqlBatch batch, Order order)
    {
        batch.Add(
            """
            insert into orders (
                id, shopper_id, status, total_won, cart_version, shipping, placed_at, expires_at,
                content_hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            order.Id, order.ShopperId, order.Status.ToUpperSnake(), order.TotalWon,
            order.CartVersion ?? (object)DBNull.Value, order.Shipping!, order.PlacedAt,
            order.ExpiresAt, OrderContent.HashOf(order.Lines.Select(line => (line.ProductId, line.Quantity))));
        batch.Add(
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
            order.Lines.Select(line => line.Quantity).ToArray());
        batch.Add(
            "insert into payments (key, order_id, order_status, status) values ($1, $2, $3, $4)",
            order.Payment.Key, order.Id, order.Payment.OrderStatus.ToUpperSnake(),
            order.Payment.Status.ToUpperSnake());
        batch.Add(
            "insert into payment_jobs (payment_key, kind, due_at) select $1, j.* from unnest($2, $3) j",
            order.Payment.Key,
            order.Payment.Jobs.Select(job => job.Kind.ToUpperSnake()).ToArray(),
            order.Payment.Jobs.Select(job => job.DueAt).ToArray());
    }
}
