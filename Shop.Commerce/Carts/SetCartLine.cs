// One exchange: the cart's row is made or locked, then the line is written, then the cart is read. The lock lets
// edits of one cart follow each other, so that two tabs cannot both add the last line that fits, and an order that is
// being placed takes the lines it saw. The statements share a transaction, and each sees what was committed while the
// one before it waited.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>What became of the line.</summary>
public enum SetCartLineOutcome
{
    Set,
    NoSuchProduct,
    CartIsFull,
}

/// <summary>Puts a product into the shopper's cart, or changes how many of it.</summary>
public sealed class SetCartLine(CommerceDb db)
{
    public async Task<(SetCartLineOutcome Outcome, CartReply Cart)> RunAsync(
        int productId, int quantity, CurrentShopper me, Language language, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands =
            {
                LockCart(me),
                new($"""
                    insert into cart_lines (shopper_id, product_id, quantity)
                    select $1, id, $3
                    from products
                    where id = $2
                      and (select count(*) from cart_lines where shopper_id = $1 and product_id <> $2)
                          < {Limits.LinesPerOrder}
                    on conflict (shopper_id, product_id) do update set quantity = excluded.quantity
                    """)
                {
                    Parameters = { new() { Value = me.Id }, new() { Value = productId }, new() { Value = quantity } },
                },
                new("select exists (select from products where id = $1)")
                {
                    Parameters = { new() { Value = productId } },
                },
                ShowCart.Ask(me, language),
            },
        };

        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var isProduct = reader.GetBoolean(0);
        await reader.NextResultAsync(ct);
        var cart = await ShowCart.ReadAsync(reader, ct);

        var wasWritten = batch.BatchCommands[1].Rows == 1;
        var outcome = wasWritten ? SetCartLineOutcome.Set
            : isProduct ? SetCartLineOutcome.CartIsFull
            : SetCartLineOutcome.NoSuchProduct;
        return (outcome, cart);
    }

    /// <summary>Makes the cart's row, or waits until nobody else changes that cart, and holds it.</summary>
    internal static NpgsqlBatchCommand LockCart(CurrentShopper me) => new("""
        insert into carts (shopper_id, version) values ($1, $1)
        on conflict (shopper_id) do update set updated_at = now()
        """)
    {
        Parameters = { new() { Value = me.Id } },
    };
}
