// One round trip, as in SetCartLine: the cart is locked, then the quantity of its line grows. Concurrent additions from
// two tabs run one after the other, and both count. A line never exceeds its limit or the stock; adding never reduces
// it.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>The result of adding to the cart.</summary>
public enum AddCartLineOutcome
{
    /// <summary>Units were added, as many as the stock and the limit of a line allow.</summary>
    Added,
    NoSuchProduct,
    SoldOut,
    CartIsFull,
}

/// <summary>Adds units of a product to the shopper's cart.</summary>
public sealed class AddCartLine(CommerceDb db)
{
    public async Task<(AddCartLineOutcome Outcome, CartReply Cart)> RunAsync(
        int productId, int quantity, CurrentShopper me, Language language, CancellationToken ct)
    {
        const string OthersInTheCart = "(select count(*) from cart_lines where shopper_id = $1 and product_id <> $2)";
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands =
            {
                SetCartLine.LockCart(me),
                new("select coalesce((select quantity from cart_lines where shopper_id = $1 and product_id = $2), 0)")
                {
                    Parameters = { new() { Value = me.Id }, new() { Value = productId } },
                },
                new($"""
                    insert into cart_lines (shopper_id, product_id, quantity)
                    select $1, p.id, greatest(
                        own.quantity, least(coalesce(own.quantity, 0) + $3, p.stock, {Limits.QuantityPerLine}))
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
                // Reads why nothing was written. Unlike the stock, these two facts do not change meanwhile.
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
        var before = reader.GetInt32(0);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var (isProduct, hasRoom) = (reader.GetBoolean(0), reader.GetBoolean(1));
        await reader.NextResultAsync(ct);
        var cart = await ShowCart.ReadAsync(reader, ct);

        if (batch.BatchCommands[2].Rows == 1)
        {
            var line = cart.Lines.Single(item => item.ProductId == productId);
            return (
                AddCartLineOutcome.Added,
                cart.WithShortfalls([new(productId, quantity, line.Quantity - before, line.Stock)]));
        }

        var outcome = !isProduct ? AddCartLineOutcome.NoSuchProduct
            : hasRoom ? AddCartLineOutcome.SoldOut
            : AddCartLineOutcome.CartIsFull;
        return (outcome, cart);
    }
}
