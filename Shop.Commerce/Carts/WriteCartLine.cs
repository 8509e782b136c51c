// One round trip: the cart's row is inserted or locked, then the line is written, then the cart is read. The lock
// serializes changes of one cart, so that two tabs cannot both add the last line that fits, both additions count, and
// an order that is being placed takes the lines that it read. The statements share a transaction, and each sees what
// was committed while an earlier one waited.
// A line never exceeds its limit or the stock. If the product is sold out, an existing line can still be reduced, and
// adding never reduces it.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>The result of writing a line.</summary>
public enum CartLineOutcome
{
    /// <summary>The line has the requested quantity, or as many units as the stock and the limit allow.</summary>
    Written,
    NoSuchProduct,
    SoldOut,
    CartIsFull,
}

/// <summary>Sets the quantity of a product in the shopper's cart, or adds to it.</summary>
public sealed class WriteCartLine(CommerceDb db)
{
    private const string Set = "least($3, case when p.stock > 0 then p.stock else own.quantity end)";
    private const string OtherLines = "(select count(*) from cart_lines where shopper_id = $1 and product_id <> $2)";

    private static readonly string Increased =
        $"greatest(own.quantity, least(coalesce(own.quantity, 0) + $3, p.stock, {Limits.QuantityPerLine}))";

    /// <summary>Sets the quantity.</summary>
    public async Task<(CartLineOutcome Outcome, CartReply Cart)> SetAsync(
        int productId, int quantity, CurrentShopper me, Language language, CancellationToken ct)
    {
        var (outcome, cart, _) = await WriteAsync(Set, productId, quantity, me, language, ct);
        return (outcome, WithShortfall(outcome, cart, productId, quantity, before: 0));
    }

    /// <summary>Adds to the quantity.</summary>
    public async Task<(CartLineOutcome Outcome, CartReply Cart)> AddAsync(
        int productId, int quantity, CurrentShopper me, Language language, CancellationToken ct)
    {
        var (outcome, cart, before) = await WriteAsync(Increased, productId, quantity, me, language, ct);
        return (outcome, WithShortfall(outcome, cart, productId, quantity, before));
    }

    private async Task<(CartLineOutcome Outcome, CartReply Cart, int Before)> WriteAsync(
        string newQuantity, int productId, int quantity, CurrentShopper me, Language language, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands =
            {
                LockCart(me),
                Command(
                    "select coalesce((select quantity from cart_lines where shopper_id = $1 and product_id = $2), 0)"),
                Command(
                    $"""
                    insert into cart_lines (shopper_id, product_id, quantity)
                    select $1, p.id, {newQuantity}
                    from products p
                    left join cart_lines own on own.shopper_id = $1 and own.product_id = p.id
                    where p.id = $2
                      and (p.stock > 0 or own.quantity > 0)
                      and {OtherLines} < {Limits.LinesPerOrder}
                    on conflict (shopper_id, product_id) do update set quantity = excluded.quantity
                    """,
                    quantity),
                // Reads why nothing was written. Unlike the stock, these two facts do not change meanwhile.
                Command($"select exists (select from products where id = $2), {OtherLines} < {Limits.LinesPerOrder}"),
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
        var outcome = batch.BatchCommands[2].Rows == 1 ? CartLineOutcome.Written
            : !isProduct ? CartLineOutcome.NoSuchProduct
            : hasRoom ? CartLineOutcome.SoldOut
            : CartLineOutcome.CartIsFull;
        return (outcome, cart, before);

        NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<int> further)
        {
            var command = new NpgsqlBatchCommand(sql)
            {
                Parameters = { new() { Value = me.Id }, new() { Value = productId } },
            };
            foreach (var value in further)
            {
                command.Parameters.Add(new() { Value = value });
            }

            return command;
        }
    }

    private static CartReply WithShortfall(
        CartLineOutcome outcome, CartReply cart, int productId, int quantity, int before)
    {
        if (outcome != CartLineOutcome.Written)
        {
            return cart;
        }

        var line = cart.Lines.Single(item => item.ProductId == productId);
        return cart.WithShortfalls([new(productId, quantity, line.Quantity - before, line.Stock)]);
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
