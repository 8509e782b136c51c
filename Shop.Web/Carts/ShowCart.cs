using Shop.Commerce;
using Shop.Web.Members;

namespace Shop.Web.Carts;

/// <summary>
/// The cart took only <paramref name="Taken"/> pieces of a product of which <paramref name="Stock"/> are left;
/// <paramref name="Name"/> is null when the shop no longer has the product.
/// </summary>
public sealed record ShownShortfall(string? Name, int Taken, int Stock);

/// <summary>The cart on the page, priced by Commerce; a guest's has no version: it cannot be ordered yet.</summary>
public sealed record ShownCart(IReadOnlyList<CartLineItem> Lines, long TotalWon, Guid? Version)
{
    public static readonly ShownCart Empty = new([], 0, null);

    /// <summary>What the cart did not take since the shopper last saw it.</summary>
    public IReadOnlyList<ShownShortfall> Shortfalls { get; init; } = [];

    /// <summary>The shopper is known to be too young for goods for adults.</summary>
    public bool IsOfMinor { get; init; }

    /// <summary>Every line can be ordered.</summary>
    public bool CanBeOrdered => Lines.All(CanOrder);

    /// <summary>What this shopper is too young for.</summary>
    public IEnumerable<CartLineItem> Forbidden => Lines.Where(IsForbidden);

    private SeenPrices Seen { get; init; } = SeenPrices.None;

    public bool IsForbidden(CartLineItem line) => IsOfMinor && line.AdultsOnly;

    public bool CanOrder(CartLineItem line) => line.Available && !IsForbidden(line);

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
public sealed class ShowCart(
    CommerceClient commerce, CurrentMember member, MergeGuestCart mergeGuestCart, CheckBuyerAge checkAge)
{
    public async Task<ShownCart> RunAsync(HttpContext context, CancellationToken ct)
    {
        if (member.IsKnown)
        {
            // A guest's cart that could not be brought along at sign-in comes along now.
            await mergeGuestCart.RunAsync(context, ct);
            var cart = (await commerce.GetCartAsync(ct)).ValueOrThrow();
            return await CompleteAsync(context, new(cart.Lines, cart.TotalWon, cart.Version), ct);
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
        return await CompleteAsync(context, new(quote.Lines, quote.TotalWon, null), ct);
    }

    private async Task<ShownCart> CompleteAsync(HttpContext context, ShownCart cart, CancellationToken ct) =>
        (cart with
        {
            Shortfalls = await NameAsync(CartNotice.Take(context), cart.Lines, ct),
            IsOfMinor = cart.Lines.Any(line => line.AdultsOnly)
                && await checkAge.RunAsync(ct) is BuyerAge.Minor,
        }).SeenBy(context);

    // The note has no names: Commerce tells those of products that are in the cart with it, and the others on request.
    private async Task<IReadOnlyList<ShownShortfall>> NameAsync(
        IReadOnlyList<CartShortfall> noted, IReadOnlyList<CartLineItem> lines, CancellationToken ct)
    {
        var absent = noted.ExceptBy(lines.Select(line => line.ProductId), shortfall => shortfall.ProductId)
            .Select(shortfall => new OrderLineRequest(shortfall.ProductId, 1)).ToList();
        var others = absent.Count == 0 ? null : (await commerce.QuoteCartAsync(absent, ct)).Value;
        var known = lines.Concat(others?.Lines ?? []).ToDictionary(line => line.ProductId);
        return
        [
            .. noted.Select(shortfall => known.GetValueOrDefault(shortfall.ProductId) is { } line
                ? new ShownShortfall(line.Name, shortfall.Taken, line.Stock)
                : new ShownShortfall(null, shortfall.Taken, 0)),
        ];
    }
}
