// The cart as the shopper sees it: the current name and price of each product, and whether enough stock is left. Every
// act that changes a cart ends with this query, as the last statement of its batch.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>Shows the shopper's cart.</summary>
public sealed class ShowCart(CommerceDb db)
{
    public async Task<CartReply> RunAsync(CurrentShopper me, Language language, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands = { Ask(me, language) },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await ReadAsync(reader, ct);
    }

    /// <summary>The query. It is one statement, so that the version and the lines are of the same moment.</summary>
    internal static NpgsqlBatchCommand Ask(CurrentShopper me, Language language) => new($"""
        select {CartLine.Columns}, coalesce((select version from carts where shopper_id = $1), $1)
        from (values (true)) as always
        left join (cart_lines line join products p on p.id = line.product_id) on line.shopper_id = $1
        order by line.added_at, line.product_id
        """)
    {
        Parameters = { new() { Value = me.Id }, new() { Value = language.IsEnglish } },
    };

    /// <summary>Reads the cart from the reader's current result.</summary>
    internal static async Task<CartReply> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var version = Guid.Empty;
        var lines = new List<CartLineItem>();
        while (await reader.ReadAsync(ct))
        {
            version = reader.GetGuid(CartLine.ColumnCount);
            if (!reader.IsDBNull(0)) // An empty cart is one row without a product.
            {
                lines.Add(CartLine.Read(reader));
            }
        }

        return new(version, lines, lines.Sum(line => line.LineTotalWon));
    }
}
