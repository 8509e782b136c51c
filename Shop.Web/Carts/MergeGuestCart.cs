namespace Shop.Web.Carts;

/// <summary>Merges the guest's cart into the cart of the shopper who has signed in.</summary>
public sealed class MergeGuestCart(CommerceClient commerce)
{
    public async Task RunAsync(HttpContext context, CancellationToken ct)
    {
        var guest = GuestCart.Of(context);
        if (guest.Lines.Count == 0)
        {
            return;
        }

        // If Commerce is unavailable, the cookie remains, and the next view of the cart merges it.
        var answer = await commerce.MergeCartAsync(guest.Lines, ct);
        if (answer.Value is { } cart)
        {
            new GuestCart([]).Keep(context);
            CartReducedNotice.Note(context, cart.Shortfalls);
        }
    }
}
