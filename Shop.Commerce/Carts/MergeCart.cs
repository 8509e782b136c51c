// A guest signs in: the guest's lines are merged into the shopper's cart. The larger quantity of each product wins, so
// a repeated merge changes nothing. A guest's line is limited by the stock; an existing line of the shopper is never
// reduced. Products that do not exist or are sold out are left out, as are lines for which the cart has no room. The
// reply lists the lines of which the cart took less than requested.
namespace Shop.Commerce.Carts;

public sealed class MergeCart(CommerceDb db, TimeProvider clock)
{
    public async Task<CartReply> RunAsync(
        IReadOnlyList<OrderLineRequest> lines, CurrentShopper me, Language language, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var cart = await db.LockCartAsync(me, ct);
        var ids = lines.Select(line => line.ProductId).ToList();
        var products = await db.Products.Where(product => ids.Contains(product.Id))
            .ToDictionaryAsync(product => product.Id, ct);
        var now = clock.GetUtcNow();
        foreach (var line in lines)
        {
            if (products.GetValueOrDefault(line.ProductId) is { Stock: > 0 } product)
            {
                var quantity = Math.Max(cart.QuantityOf(product.Id), Math.Min(line.Quantity, product.Stock));
                cart.TrySet(product, quantity, now);
                now = now.AddMicroseconds(1); // Keeps the order of the guest's lines.
            }
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return cart.ToReply(language, lines.Select(line => new CartShortfall(
            line.ProductId, line.Quantity, cart.QuantityOf(line.ProductId),
            products.GetValueOrDefault(line.ProductId)?.Stock ?? 0)));
    }
}
