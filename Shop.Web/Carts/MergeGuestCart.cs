namespace Shop.Web.Carts;

/// <summary>Brings what somebody chose as a guest into their cart as a member.</summary>
public sealed class MergeGuestCart(CommerceClient commerce)
{
    public async Task RunAsync(HttpContext context, CancellationToken ct)
    {
        var guest = GuestCart.Of(context);
        if (guest.Lines.Count == 0)
        {
            return;
        }

        // Where Commerce cannot be asked the cookie stays, and the next look at the cart brings it along.
        var answer = await commerce.MergeCartAsync(guest.Lines, ct);
        if (answer.Value is { } cart)
        {
            new GuestCart([]).Keep(context);
            CartNotice.Note(context, cart.Shortfalls);
        }
    }
}
