// One exchange, as in SetCartLine: the cart is locked, then its line grows. Two tabs that add at the same moment follow
// each other, and both are counted. A line takes no more than its limit and the stock; adding never makes it smaller.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>What became of the pieces.</summary>
public enum AddCartLineOutcome
{
    /// <summary>They are in the cart, as far as there were any.</summary>
    Added,
    NoSuchProduct,
    SoldOut,
    CartIsFull,
}

/// <summary>Puts more of a product into the shopper's cart.</summary>
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
                // The stock may change meanwhile, these two do not: they say why nothing was written.
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
                cart.Short([new(productId, quantity, line.Quantity - before, line.Stock)]));
        }

        var outcome = !isProduct ? AddCartLineOutcome.NoSuchProduct
            : hasRoom ? AddCartLineOutcome.SoldOut
            : AddCartLineOutcome.CartIsFull;
        return (outcome, cart);
    }
}
