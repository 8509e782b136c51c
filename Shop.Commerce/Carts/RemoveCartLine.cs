using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>Removes a product from the shopper's cart.</summary>
public sealed class RemoveCartLine(CommerceDb db)
{
    public async Task<CartReply> RunAsync(int productId, CurrentShopper me, Language language, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var cart = await db.LockCartAsync(me, ct);
        cart.Remove(productId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return cart.ToReply(language);
    }
}
