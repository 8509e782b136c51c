// One round trip: the cart's row is inserted or locked, then the line is written, then the cart is read. The lock
// serializes changes of one cart, so that two tabs cannot both add the last line that fits, and an order that is being
// placed takes the lines that it read. The statements share a transaction, and each sees what was committed while an
// earlier one waited.
// A line never exceeds the stock. If the product is sold out, an existing line can still be reduced.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>The result of setting a line.</summary>
public enum SetCartLineOutcome
{
    /// <summary>The line has the requested quantity, or as many units as are in stock.</summary>
    Set,
    NoSuchProduct,
    SoldOut,
    CartIsFull,
}

/// <summary>Sets the quantity of a product in the shopper's cart.</summary>
public sealed class SetCartLine(CommerceDb db)
{
    public async Task<(SetCartLineOutcome Outcome, CartReply Cart)> RunAsync(
        int productId, int quantity, CurrentShopper me, Language language, CancellationToken ct)
    {
        const string OthersInTheCart = "(select count(*) from cart_lines where shopper_id = $1 and product_id <> $2)";
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands =
            {
                LockCart(me),
                new($"""
                    insert into cart_lines (shopper_id, product_id, quantity)
                    select $1, p.id, least($3, case when p.stock > 0 then p.stock else own.quantity end)
                    from products p
                    left join cart_lines own on own.shopper_id = $1 and own.product_id = p.id
                    where p.id = $2
                      and (p.stock > 0 or own.quantity > 0)
                      and {OthersInTheCart} < {Limits.LinesPerOrder}
                    on conflict (shopper_id, product_id) do update set quantity = excluded.quantity
                    """)
                {
                    Parameters = { new() { Value = me.Id }, new() { Value = productId }, new() { Value = quantity } },
                },
                new($"""
                    select exists (select from products where id = $2), {OthersInTheCart} < {Limits.LinesPerOrder}
                    """)
                {
                    Parameters = { new() { Value = me.Id }, new() { Value = productId } },
                },
                ShowCart.Ask(me, language),
            },
        };

        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var (isProduct, hasRoom) = (reader.GetBoolean(0), reader.GetBoolean(1));
        await reader.NextResultAsync(ct);
        var cart = await ShowCart.ReadAsync(reader, ct);

        if (batch.BatchCommands[1].Rows == 1)
        {
            var line = cart.Lines.Single(item => item.ProductId == productId);
            return (SetCartLineOutcome.Set, cart.WithShortfalls([new(productId, quantity, line.Quantity, line.Stock)]));
        }

        var outcome = !isProduct ? SetCartLineOutcome.NoSuchProduct
            : hasRoom ? SetCartLineOutcome.SoldOut
            : SetCartLineOutcome.CartIsFull;
        return (outcome, cart);
    }

    /// <summary>Inserts the cart's row or waits for its lock, and holds it until the transaction ends.</summary>
    internal static NpgsqlBatchCommand LockCart(CurrentShopper me) => new("""
        insert into carts (shopper_id, version) values ($1, $1)
        on conflict (shopper_id) do update set updated_at = now()
        """)
    {
        Parameters = { new() { Value = me.Id } },
    };
}
