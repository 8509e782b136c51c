using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>Prices a guest's lines, which the storefront keeps in a cookie without any price.</summary>
public sealed class QuoteCart(CommerceDb db)
{
    public async Task<CartQuoteReply> RunAsync(
        IReadOnlyList<OrderLineRequest> lines, Language language, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select {CartLine.Columns}
            from unnest($1::int[], $3::int[]) with ordinality as line (product_id, quantity, position)
            join products p on p.id = line.product_id
            order by line.position
            """, await db.OpenAsync(ct))
        {
            Parameters =
            {
                new() { Value = lines.Select(line => line.ProductId).ToArray() },
                new() { Value = language.IsEnglish },
                new() { Value = lines.Select(line => line.Quantity).ToArray() },
            },
        };

        await using var reader = await command.ExecuteReaderAsync(ct);
        var items = new List<CartLineItem>();
        while (await reader.ReadAsync(ct))
        {
            items.Add(CartLine.Read(reader));
        }

        return new(items, items.Sum(item => item.LineTotalWon));
    }
}
