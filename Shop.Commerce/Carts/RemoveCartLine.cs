namespace Shop.Commerce.Carts;

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
