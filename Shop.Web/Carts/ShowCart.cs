using Shop.Commerce;
using Shop.Web.Members;

namespace Shop.Web.Carts;

/// <summary>The cart on the page, priced by Commerce; a guest's has no version: it cannot be ordered yet.</summary>
public sealed record ShownCart(IReadOnlyList<CartLineItem> Lines, long TotalWon, Guid? Version)
{
    public static readonly ShownCart Empty = new([], 0, null);

    /// <summary>Not all that was to be put in could be.</summary>
    public bool HasShrunk { get; init; }

    private SeenPrices Seen { get; init; } = SeenPrices.None;

    /// <summary>What the shopper last saw a piece cost, where that is not what it costs now.</summary>
    public long? PriceBefore(CartLineItem line) =>
        Seen.Of(line.ProductId) is { } before && before != line.PriceWon ? before : null;

    /// <summary>The same cart, which from now on has been seen at these prices.</summary>
    public ShownCart SeenBy(HttpContext context)
    {
        var before = SeenPrices.Of(context);
        before.With(Lines.Select(line => (line.ProductId, line.PriceWon))).Keep(context);
        return this with { Seen = before };
    }
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
            return new ShownCart(cart.Lines, cart.TotalWon, cart.Version)
            {
                HasShrunk = ShrunkCart.TakeNote(context),
            }.SeenBy(context);
        }

        return await QuoteAsync(context, GuestCart.Of(context).Lines, ct);
    }

    /// <summary>Lines that are in no member's cart.</summary>
    public async Task<ShownCart> QuoteAsync(
        HttpContext context, IReadOnlyList<OrderLineRequest> lines, CancellationToken ct)
    {
        if (lines.Count == 0)
        {
            return ShownCart.Empty;
        }

        var quote = (await commerce.QuoteCartAsync(lines, ct)).ValueOrThrow();
        return new ShownCart(quote.Lines, quote.TotalWon, null).SeenBy(context);
    }
}
