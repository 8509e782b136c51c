namespace Shop.Commerce.Carts;

/// <summary>Loads the carts of signed-in shoppers, with or without their lock.</summary>
internal static class LoadCart
{
    /// <summary>The carts with their lines, and each line's product with its current name, price and stock.</summary>
    public static IQueryable<Cart> WithLines(this IQueryable<Cart> carts) =>
        carts.Include(cart => cart.Lines).ThenInclude(line => line.Product);

    /// <summary>
    /// Inserts the cart's row or waits for its lock, which the caller's transaction holds, and then reads the cart.
    /// </summary>
    public static async Task<Cart> LockCartAsync(this CommerceDb db, CurrentShopper me, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into carts (shopper_id, version) values ({me.Id}, {me.Id})
            on conflict (shopper_id) do update set updated_at = now()
            """, ct);
        return await db.Carts.WithLines().SingleAsync(cart => cart.ShopperId == me.Id, ct);
    }
}
