// A cart may accept fewer pieces than requested, because of the stock or the limits of a line or a cart. The shortfall
// is stored in a cookie, and the next view of the cart shows it once, with the product's name.
namespace Shop.Web.Carts;

public static class CartReducedNotice
{
    private const string CookieName = "cart-notice";

    public static void Store(HttpContext context, IReadOnlyList<CartShortfall>? shortfalls)
    {
        if (shortfalls is null or [])
        {
            return;
        }

        context.Items[CookieName] = shortfalls;
        context.SetNumbers(CookieName, CookieLifetimes.CartNotice, shortfalls.Take(Limits.LinesPerOrder).Select(
            shortfall => new long[] { shortfall.ProductId, shortfall.Wanted, shortfall.Taken }));
    }

    /// <summary>Returns the stored shortfalls and deletes them. Shortfalls read from the cookie have Stock 0.</summary>
    public static IReadOnlyList<CartShortfall> Take(HttpContext context)
    {
        var stored = context.Items[CookieName] as IReadOnlyList<CartShortfall>
            ?? [
                .. context.ReadNumbers(CookieName, Limits.LinesPerOrder).Select(Parse).OfType<CartShortfall>()
                    .DistinctBy(shortfall => shortfall.ProductId),
            ];
        if (stored.Count > 0)
        {
            context.Response.Cookies.Delete(CookieName);
        }

        return stored;
    }

    private static CartShortfall? Parse(long[] row) => row is
        [
            > 0 and <= int.MaxValue and var product, > 0 and <= int.MaxValue and var wanted,
            >= 0 and <= Limits.QuantityPerLine and var taken,
        ]
            ? new((int)product, (int)wanted, (int)taken, Stock: 0)
            : null;
}
