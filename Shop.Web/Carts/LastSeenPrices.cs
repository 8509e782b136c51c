namespace Shop.Web.Carts;

/// <summary>The prices that the shopper last saw, in a cookie, to show that one has changed.</summary>
public sealed record LastSeenPrices(IReadOnlyDictionary<int, long> Won)
{
    public static readonly LastSeenPrices None = new(new Dictionary<int, long>());

    private const string CookieName = "prices";
    private const int MaxPrices = 2 * Limits.LinesPerOrder;

    public static LastSeenPrices Of(HttpContext context) => new(
        context.ReadNumbers(CookieName, MaxPrices).Select(Parse).OfType<KeyValuePair<int, long>>()
            .DistinctBy(pair => pair.Key).ToDictionary());

    public long? Of(int productId) => Won.TryGetValue(productId, out var won) ? won : null;

    /// <summary>Adds prices. The newest come last, because <see cref="Save"/> drops the oldest.</summary>
    public LastSeenPrices With(params IEnumerable<(int ProductId, long Won)> now)
    {
        var latest = now.DistinctBy(seen => seen.ProductId).ToDictionary();
        return new(Won.ExceptBy(latest.Keys, seen => seen.Key).Concat(latest).ToDictionary());
    }

    public void Save(HttpContext context) => context.SetNumbers(
        CookieName, CookieLifetimes.Cart, Won.TakeLast(MaxPrices).Select(seen => new[] { seen.Key, seen.Value }));

    private static KeyValuePair<int, long>? Parse(long[] row) =>
        row is [>= 0 and <= int.MaxValue and var productId, >= 0 and var won] ? new((int)productId, won) : null;
}
