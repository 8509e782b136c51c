using System.Globalization;
using Shop.Commerce;

namespace Shop.Web.Carts;

/// <summary>
/// At which price the shopper last saw what they want, in a cookie of their own browser. It only serves to tell them of
/// another price: what is paid, Commerce says.
/// </summary>
public sealed record SeenPrices(IReadOnlyDictionary<int, long> Won)
{
    public static readonly SeenPrices None = new(new Dictionary<int, long>());

    private const string CookieName = "prices";

    // As a guest's cart is written: "1" is pairs of product and price, "12x12900.7x5000".
    private const string Format = "1.";
    private const int Most = 2 * Limits.LinesPerOrder;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static SeenPrices Of(HttpContext context)
    {
        var cookie = context.Request.Cookies[CookieName];
        if (cookie is null || !cookie.StartsWith(Format, StringComparison.Ordinal))
        {
            return None;
        }

        var pairs = cookie[Format.Length..].Split('.').Take(Most).Select(Parse).OfType<KeyValuePair<int, long>>();
        return new(pairs.DistinctBy(pair => pair.Key).ToDictionary());
    }

    public long? Of(int productId) => Won.TryGetValue(productId, out var won) ? won : null;

    /// <summary>These too; what was seen last comes last.</summary>
    public SeenPrices With(params IEnumerable<(int ProductId, long Won)> now)
    {
        var latest = now.DistinctBy(seen => seen.ProductId).ToDictionary();
        return new(Won.ExceptBy(latest.Keys, seen => seen.Key).Concat(latest).ToDictionary());
    }

    public void Keep(HttpContext context)
    {
        var pairs = Won.TakeLast(Most).Select(seen => FormattableString.Invariant($"{seen.Key}x{seen.Value}"));
        context.SetCookie(CookieName, Format + string.Join('.', pairs), Lifetime);
    }

    private static KeyValuePair<int, long>? Parse(string pair) =>
        pair.Split('x') is [var product, var price]
        && int.TryParse(product, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && long.TryParse(price, NumberStyles.None, CultureInfo.InvariantCulture, out var won)
            ? new(id, won)
            : null;
}
