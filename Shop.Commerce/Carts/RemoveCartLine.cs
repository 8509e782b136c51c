using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>Removes a product from the shopper's cart.</summary>
public sealed class RemoveCartLine(CommerceDb db)
{
    public async Task<CartReply> RunAsync(int productId, CurrentShopper me, Language language, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands =
            {
                WriteCartLine.LockCart(me),
                new("delete from cart_lines where shopper_id = $1 and product_id = $2")
                {
                    Parameters = { new() { Value = me.Id }, new() { Value = productId } },
                },
                ShowCart.Ask(me, language),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await ShowCart.ReadAsync(reader, ct);
    }
}
