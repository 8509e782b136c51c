using System.Globalization;

namespace Shop.Web.Carts;

/// <summary>
/// The prices that the shopper last saw, in a cookie. They only serve to show that a price has changed; Commerce
/// decides what is paid.
/// </summary>
public sealed record LastSeenPrices(IReadOnlyDictionary<int, long> Won)
{
    public static readonly LastSeenPrices None = new(new Dictionary<int, long>());

    private const string CookieName = "prices";

    // The version of the format, then product x price in won, separated by dots: "1.12x12900.7x5000".
    private const string Format = "1.";
    private const int Most = 2 * Limits.LinesPerOrder;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static LastSeenPrices Of(HttpContext context)
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

    /// <summary>Adds prices. The newest come last, because <see cref="Keep"/> drops the oldest.</summary>
    public LastSeenPrices With(params IEnumerable<(int ProductId, long Won)> now)
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
