// A guest signs in: the guest's lines are merged into the shopper's cart. The larger quantity of each product wins, so
// a repeated merge changes nothing. A guest's line is limited by the stock; an existing line of the shopper is never
// reduced. Products that do not exist or are sold out are left out, as are lines for which the cart has no room. The
// reply lists the lines of which the cart took less than requested.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>Merges a guest's lines into the signed-in shopper's cart.</summary>
public sealed class MergeCart(CommerceDb db)
{
    public async Task<CartReply> RunAsync(
        IReadOnlyList<OrderLineRequest> lines, CurrentShopper me, Language language, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands =
            {
                WriteCartLine.LockCart(me),
                new($"""
                    with given as (
                        select p.id as product_id, least(line.quantity, p.stock) as quantity, line.position,
                            own.product_id is null as is_new,
                            row_number() over (partition by own.product_id is null order by line.position) as place
                        from unnest($2::int[], $3::int[]) with ordinality as line (product_id, quantity, position)
                        join products p on p.id = line.product_id and p.stock > 0
                        left join cart_lines own on own.shopper_id = $1 and own.product_id = p.id
                    )
                    insert into cart_lines (shopper_id, product_id, quantity)
                    select $1, product_id, quantity
                    from given
                    where not is_new
                       or place <= {Limits.LinesPerOrder} - (select count(*) from cart_lines where shopper_id = $1)
                    order by position
                    on conflict (shopper_id, product_id)
                    do update set quantity = greatest(cart_lines.quantity, excluded.quantity)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = me.Id },
                        new() { Value = lines.Select(line => line.ProductId).ToArray() },
                        new() { Value = lines.Select(line => line.Quantity).ToArray() },
                    },
                },
                new("select id, stock from products where id = any($1)")
                {
                    Parameters = { new() { Value = lines.Select(line => line.ProductId).ToArray() } },
                },
                ShowCart.Ask(me, language),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var stock = new Dictionary<int, int>();
        while (await reader.ReadAsync(ct))
        {
            stock[reader.GetInt32(0)] = reader.GetInt32(1);
        }

        await reader.NextResultAsync(ct);
        var cart = await ShowCart.ReadAsync(reader, ct);
        var taken = cart.Lines.ToDictionary(line => line.ProductId, line => line.Quantity);
        return cart.WithShortfalls(lines.Select(line => new CartShortfall(
            line.ProductId, line.Quantity, taken.GetValueOrDefault(line.ProductId),
            stock.GetValueOrDefault(line.ProductId))));
    }
}
