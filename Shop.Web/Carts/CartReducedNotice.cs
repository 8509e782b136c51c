// A cart may accept fewer pieces than requested, because of the stock or the limits of a line or a cart. The shortfall
// is stored in a cookie, and the next view of the cart shows it once, with the product's name.
using System.Globalization;

namespace Shop.Web.Carts;

/// <summary>Stores the shortfalls of a cart change until a page has shown them.</summary>
public static class CartReducedNotice
{
    private const string CookieName = "cart-notice";

    // The version of the format, then product x wanted x taken, separated by dots: "1.12x5x3.7x1x0".
    private const string Format = "1.";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Stores the shortfalls; does nothing if there are none.</summary>
    public static void Note(HttpContext context, IReadOnlyList<CartShortfall>? shortfalls)
    {
        if (shortfalls is null or [])
        {
            return;
        }

        context.Items[CookieName] = shortfalls;
        var noted = shortfalls.Take(Limits.LinesPerOrder).Select(shortfall => FormattableString.Invariant(
            $"{shortfall.ProductId}x{shortfall.Wanted}x{shortfall.Taken}"));
        context.SetCookie(CookieName, Format + string.Join('.', noted), Lifetime);
    }

    /// <summary>Returns the stored shortfalls and deletes them. A later request has them without the stock.</summary>
    public static IReadOnlyList<CartShortfall> Take(HttpContext context)
    {
        var noted = context.Items[CookieName] as IReadOnlyList<CartShortfall>
            ?? Parse(context.Request.Cookies[CookieName]);
        if (noted.Count > 0)
        {
            context.Response.Cookies.Delete(CookieName);
        }

        return noted;
    }

    private static List<CartShortfall> Parse(string? cookie) =>
        cookie is null || !cookie.StartsWith(Format, StringComparison.Ordinal)
            ? []
            : [
                .. cookie[Format.Length..].Split('.').Take(Limits.LinesPerOrder).Select(ParseOne)
                    .OfType<CartShortfall>().DistinctBy(shortfall => shortfall.ProductId),
            ];

    private static CartShortfall? ParseOne(string text)
    {
        var numbers = text.Split('x')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : -1)
            .ToList();
        return numbers is [> 0 and var product, > 0 and var wanted, >= 0 and <= Limits.QuantityPerLine and var taken]
            ? new(product, wanted, taken, Stock: 0)
            : null;
    }
}
