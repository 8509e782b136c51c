// Sets the quantity of a product in the shopper's cart, or adds to it. A line never exceeds its limit or the stock. If
// the product is sold out, an existing line can still be reduced, and adding never reduces it.
namespace Shop.Commerce.Carts;

public enum CartLineOutcome
{
    /// <summary>The line has the requested quantity, or as many units as the stock and the limit allow.</summary>
    Written,
    NoSuchProduct,
    SoldOut,
    CartIsFull,
}

public sealed class WriteCartLine(CommerceDb db, TimeProvider clock)
{
    /// <summary>Adds the quantity to the line, or sets it. The cart is null if nothing was written.</summary>
    public async Task<(CartLineOutcome Outcome, CartReply? Cart)> RunAsync(
        int productId, int quantity, bool isAddition, CurrentShopper me, Language language, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var cart = await db.LockCartAsync(me, ct);
        if (await db.Products.FindAsync([productId], ct) is not { } product)
        {
            return (CartLineOutcome.NoSuchProduct, null);
        }

        var before = cart.QuantityOf(productId);
        var available = product.Stock > 0 ? product.Stock : before;
        var after = isAddition
            ? Math.Max(before, Math.Min(before + quantity, Math.Min(product.Stock, Limits.QuantityPerLine)))
            : Math.Min(quantity, available);
        if (!cart.TrySet(product, after, clock.GetUtcNow()))
        {
            return (CartLineOutcome.CartIsFull, null);
        }

        if (after == 0)
        {
            return (CartLineOutcome.SoldOut, null);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        var taken = isAddition ? after - before : after;
        var requested = new CartShortfall(productId, quantity, taken, product.Stock);
        return (CartLineOutcome.Written, cart.ToReply(language, requested));
    }
}
