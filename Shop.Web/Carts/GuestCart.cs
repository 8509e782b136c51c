using System.Globalization;

namespace Shop.Web.Carts;

/// <summary>The cart of a guest: products and quantities in a cookie, without prices.</summary>
public sealed record GuestCart(IReadOnlyList<OrderLineRequest> Lines)
{
    private const string CookieName = "cart";

    // The version of the format, then product x quantity, separated by dots: "1.12x2.7x1".
    private const string Format = "1.";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public int Pieces => Lines.Sum(line => line.Quantity);

    public static GuestCart Of(HttpContext context)
    {
        var cookie = context.Request.Cookies[CookieName];
        if (cookie is null || !cookie.StartsWith(Format, StringComparison.Ordinal))
        {
            return new([]);
        }

        var pairs = cookie[Format.Length..].Split('.').Take(Limits.LinesPerOrder);
        return new([.. pairs.Select(Parse).OfType<OrderLineRequest>().DistinctBy(line => line.ProductId)]);
    }

    public int QuantityOf(int productId) => Lines.SingleOrDefault(line => line.ProductId == productId)?.Quantity ?? 0;

    /// <summary>The cart with this quantity of the product. A full cart accepts no further product.</summary>
    public GuestCart With(int productId, int quantity)
    {
        var line = new OrderLineRequest(productId, Math.Clamp(quantity, 1, Limits.QuantityPerLine));
        if (QuantityOf(productId) > 0)
        {
            return new([.. Lines.Select(known => known.ProductId == productId ? line : known)]);
        }

        return Lines.Count < Limits.LinesPerOrder ? new([.. Lines, line]) : this;
    }

    public GuestCart Without(int productId) => new([.. Lines.Where(line => line.ProductId != productId)]);

    public void Keep(HttpContext context)
    {
        if (Lines.Count == 0)
        {
            context.Response.Cookies.Delete(CookieName);
            return;
        }

        var pairs = Lines.Select(line => FormattableString.Invariant($"{line.ProductId}x{line.Quantity}"));
        context.SetCookie(CookieName, Format + string.Join('.', pairs), Lifetime);
    }

    private static OrderLineRequest? Parse(string pair) =>
        pair.Split('x') is [var product, var quantity]
        && int.TryParse(product, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && int.TryParse(quantity, NumberStyles.None, CultureInfo.InvariantCulture, out var pieces)
        && id > 0
        && pieces is >= 1 and <= Limits.QuantityPerLine
            ? new(id, pieces)
            : null;
}
