namespace Shop.Web.Carts;

/// <summary>The cart of a guest: products and quantities in a cookie, without prices.</summary>
public sealed record GuestCart(IReadOnlyList<OrderLineRequest> Lines)
{
    private const string CookieName = "cart";

    public int TotalQuantity => Lines.Sum(line => line.Quantity);

    public static GuestCart Of(HttpContext context) => new([
        .. context.ReadNumbers(CookieName, Limits.LinesPerOrder).Select(Parse).OfType<OrderLineRequest>()
            .DistinctBy(line => line.ProductId),
    ]);

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

    public void Save(HttpContext context)
    {
        if (Lines.Count == 0)
        {
            context.Response.Cookies.Delete(CookieName);
            return;
        }

        context.SetNumbers(
            CookieName, CookieLifetimes.Cart, Lines.Select(line => new long[] { line.ProductId, line.Quantity }));
    }

    private static OrderLineRequest? Parse(long[] row) =>
        row is [> 0 and <= int.MaxValue and var productId, >= 1 and <= Limits.QuantityPerLine and var quantity]
            ? new((int)productId, (int)quantity)
            : null;
}
