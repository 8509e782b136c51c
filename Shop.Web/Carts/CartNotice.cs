// A cart may take less than was asked for: little is left, or a line or the cart is full. What was not taken is noted
// in a cookie, so that the next look at the cart tells it once, with the product's name.
using System.Globalization;
using Shop.Commerce;

namespace Shop.Web.Carts;

/// <summary>Notes what the cart did not take, until the shopper has been told.</summary>
public static class CartNotice
{
    private const string CookieName = "cart-notice";

    // "1" is lists of product, wanted and taken, apart by dots: "12x5x3.7x1x0".
    private const string Format = "1.";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Notes it; nothing where the cart took everything.</summary>
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

    /// <summary>What was noted, without the stock; told once.</summary>
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
