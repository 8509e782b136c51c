using System.Globalization;

namespace Shop.Commerce.Orders;

/// <summary>Lists a shopper's orders, newest first.</summary>
public sealed class ListOrders(CommerceDb db)
{
    private const int MaxPending = 20;
    private const string TheirOrders = $"orders where shopper_id = $1 and {Shopper.NotClosedSql}";

    /// <summary>
    /// One page, and the number of all orders. Reads them with payments and lines in one round trip and one snapshot.
    /// </summary>
    public async Task<OrdersReply> RunAsync(
        CurrentShopper me, int page, int size, Language language, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct));
        batch.BatchCommands.Add(OneSnapshot.Begin()); // An order placed meanwhile would shift the page.
        batch.Add($"select count(*) from {TheirOrders}", me.Id);
        // The numbers of the page are no parameters: see ProductPage.Limit.
        var onThePage = string.Create(CultureInfo.InvariantCulture,
            $"select id from {TheirOrders} order by placed_at desc, id desc limit {size} offset {(page - 1L) * size}");
        batch.Add($"select * from orders where id in ({onThePage})", me.Id);
        batch.Add($"select * from payments where order_id in ({onThePage})", me.Id);
        batch.Add($"select * from order_lines where order_id in ({onThePage})", me.Id);
        batch.BatchCommands.Add(OneSnapshot.End());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        var orders = await db.ReadTrackedAsync<Order>(reader, ct);
        await db.ReadTrackedAsync<Payment>(reader, ct);
        await db.ReadTrackedAsync<OrderLine>(reader, ct);
        return new(
            [.. orders.OrderByDescending(order => order.PlacedAt).ThenByDescending(order => order.Id)
                .Select(order => Item(order, language))],
            total);
    }

    /// <summary>The orders that wait for payment, 20 at most, so that pages can link to them.</summary>
    public async Task<PendingOrdersReply> PendingAsync(CurrentShopper me, Language language, CancellationToken ct)
    {
        var orders = await db.Orders.AsNoTracking()
            .Where(order => order.ShopperId == me.Id && order.Status == OrderStatus.Pending)
            .OrderByDescending(order => order.PlacedAt).ThenByDescending(order => order.Id)
            .Take(MaxPending)
            .Include(order => order.Lines)
            .ToListAsync(ct);
        return new([.. orders.Select(order => new PendingOrderItem(
            order.Id, order.NameIn(language), order.TotalWon, order.ExpiresAt,
            [.. order.Lines.Select(line => new OrderLineRequest(line.ProductId, line.Quantity))]))]);
    }

    private static OrderItem Item(Order order, Language language) => new(
        order.Id, order.Status, order.Payment.Status, order.NameIn(language),
        order.TotalWon, order.PlacedAt, order.LinesIn(language),
        order.Payment.Currency == Currencies.Won ? order.Payment.RefundedMinor : 0);
}
