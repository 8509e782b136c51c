using Shop.Commerce;

namespace Shop.Web.Carts;

/// <summary>
/// A cart that takes up what somebody chose before has no room for what sold out meanwhile. That is noted, so that the
/// next look at the cart tells it.
/// </summary>
public static class ShrunkCart
{
    private const string CookieName = "cart-shrunk";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Notes it where fewer pieces are in the cart than were to be put in.</summary>
    public static void NoteWhereLess(HttpContext context, IEnumerable<OrderLineRequest> wanted, CartReply cart)
    {
        var pieces = cart.Lines.ToDictionary(line => line.ProductId, line => line.Quantity);
        if (wanted.Any(line => pieces.GetValueOrDefault(line.ProductId) < line.Quantity))
        {
            context.Items[CookieName] = true;
            context.SetCookie(CookieName, "yes", Lifetime);
        }
    }

    /// <summary>Whether it was noted; told once.</summary>
    public static bool TakeNote(HttpContext context)
    {
        var isNoted = context.Items.ContainsKey(CookieName) || context.Request.Cookies.ContainsKey(CookieName);
        if (isNoted)
        {
            context.Response.Cookies.Delete(CookieName);
        }

        return isNoted;
    }
}
