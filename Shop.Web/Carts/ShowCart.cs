using Shop.Commerce;
using Shop.Web.Members;

namespace Shop.Web.Carts;

/// <summary>The cart on the page, priced by Commerce; a guest's has no version: it cannot be ordered yet.</summary>
public sealed record ShownCart(IReadOnlyList<CartLineItem> Lines, long TotalWon, Guid? Version)
{
    public static readonly ShownCart Empty = new([], 0, null);
}

/// <summary>Shows the shopper's cart with today's prices.</summary>
public sealed class ShowCart(CommerceClient commerce, CurrentMember member, MergeGuestCart mergeGuestCart)
{
    public async Task<ShownCart> RunAsync(HttpContext context, CancellationToken ct)
    {
        if (member.IsKnown)
        {
            // A guest's cart that could not be brought along at sign-in comes along now.
            await mergeGuestCart.RunAsync(context, ct);
            var cart = (await commerce.GetCartAsync(ct)).ValueOrThrow();
            return new(cart.Lines, cart.TotalWon, cart.Version);
        }

        var guest = GuestCart.Of(context);
        if (guest.Lines.Count == 0)
        {
            return ShownCart.Empty;
        }

        var quote = (await commerce.QuoteCartAsync(guest.Lines, ct)).ValueOrThrow();
        return new(quote.Lines, quote.TotalWon, null);
    }
}
