namespace Shop.Commerce.Carts;

/// <summary>Reports in a cart's reply what the cart did not take.</summary>
internal static class Shortfalls
{
    /// <summary>The cart with those of <paramref name="asked"/> of which it took less than requested.</summary>
    public static CartReply WithShortfalls(this CartReply cart, IEnumerable<CartShortfall> asked)
    {
        var shortfalls = asked.Where(product => product.Taken < product.Wanted).ToList();
        return shortfalls.Count == 0 ? cart : cart with { Shortfalls = shortfalls };
    }
}
