namespace Shop.Commerce.Orders.Placing;

/// <summary>
/// Reads the requested lines with the current prices and stock, in the transaction of PlaceOrder and in one round trip
/// with its begin. Locks the shopper, who cannot withdraw until the commit, and the cart, so that it is ordered once.
/// </summary>
public sealed class ReadRequestedLines(CommerceDb db)
{
    private const string ProductColumns =
        "p.id, p.name_ko, p.name_en, p.image_url, p.price_won, p.stock, p.adults_only";

    /// <summary>The lines; null if the shopper has withdrawn.</summary>
    public async Task<PricedLines?> RunAsync(OrderDraft draft, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
        batch.Add("insert into shoppers (id) values ($1) on conflict do nothing", draft.ShopperId);
        batch.Add("select closed_at is not null from shoppers where id = $1 for key share", draft.ShopperId);
        if (draft.Request.Lines is { } given)
        {
            // PostgreSQL keeps the plan of a statement with one product, and would plan one with an array every time.
            foreach (var line in given)
            {
                batch.Add($"select {ProductColumns} from products p where id = $1", line.ProductId);
            }
        }
        else
        {
            batch.Add("select version from carts where shopper_id = $1 for update", draft.ShopperId);
            batch.Add(
                $"""
                select {ProductColumns}, l.quantity
                from cart_lines l join products p on p.id = l.product_id
                where l.shopper_id = $1
                order by l.added_at, l.product_id
                """,
                draft.ShopperId);
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
        if (draft.Request.Lines is { } requested)
        {
            foreach (var line in requested)
            {
                lines.Add(await reader.ReadAsync(ct)
                    ? Read(reader, line.Quantity)
                    : new(line.Quantity, Line: null, Stock: 0, AdultsOnly: false));
                await reader.NextResultAsync(ct);
            }
        }
        else
        {
            while (await reader.ReadAsync(ct))
            {
                lines.Add(Read(reader, reader.GetInt32(7)));
            }
        }

        return new(isAnotherCart, lines);
    }

    private static PricedLine Read(NpgsqlDataReader reader, int quantity) => new(
        quantity,
        new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
            quantity),
        reader.GetInt32(5),
        reader.GetBoolean(6));
}
