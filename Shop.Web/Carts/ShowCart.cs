namespace Shop.Web.Carts;

/// <summary>A product of which the cart accepted only some pieces; without a name if it is no longer sold.</summary>
public sealed record ShownShortfall(string? Name, int Taken, int Stock);

/// <summary>The cart on the page, priced by Commerce. Only a cart at Commerce has a version.</summary>
public sealed record ShownCart(IReadOnlyList<CartLineItem> Lines, long TotalWon, Guid? Version)
{
    public static readonly ShownCart Empty = new([], 0, null);

    /// <summary>The shortfalls since the shopper last saw the cart.</summary>
    public IReadOnlyList<ShownShortfall> Shortfalls { get; init; } = [];

    /// <summary>True if the shopper is known to be a minor and the cart has goods for adults.</summary>
    public bool IsOfMinor { get; init; }

    public bool CanBeOrdered => Lines.All(CanOrder);
    public IEnumerable<CartLineItem> Forbidden => Lines.Where(IsForbidden);
    public bool HasNewPrices => Lines.Any(line => PriceBefore(line) is not null);
    private LastSeenPrices Seen { get; init; } = LastSeenPrices.None;

    public bool IsForbidden(CartLineItem line) => IsOfMinor && line.AdultsOnly;

    public bool CanOrder(CartLineItem line) => line.Available && !IsForbidden(line);

    /// <summary>The price in won that the shopper last saw; null if it has not changed or is unknown.</summary>
    public long? PriceBefore(CartLineItem line) =>
        Seen.Of(line.ProductId) is { } before && before != line.PriceWon ? before : null;

    /// <summary>Stores the cart's prices as seen, and returns the cart with the previously seen ones.</summary>
    public ShownCart SeenBy(HttpContext context)
    {
        var before = LastSeenPrices.Of(context);
        before.With(Lines.Select(line => (line.ProductId, line.PriceWon))).Save(context);
        return this with { Seen = before };
    }
}

public sealed class ShowCart(
    CommerceClient commerce, CurrentShopper shopper, ChangeCart change, CheckShopperAge checkAge)
{
    public async Task<ShownCart> RunAsync(HttpContext context, CancellationToken ct)
    {
        if (shopper.IsSignedIn)
        {
            // Merges a guest's cart that could not be merged at sign-in.
            await change.MergeGuestCartAsync(context, ct);
            var cart = (await commerce.GetCartAsync(ct)).ValueOrThrow();
            return await CompleteAsync(context, new(cart.Lines, cart.TotalWon, cart.Version), ct);
        }

        return await QuoteAsync(context, GuestCart.Of(context).Lines, ct);
    }

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
            Shortfalls = await NameAsync(CartReducedNotice.Take(context), cart.Lines, ct),
            IsOfMinor = cart.Lines.Any(line => line.AdultsOnly)
                && await checkAge.RunAsync(ct) is ShopperAge.Minor,
        }).SeenBy(context);

    // The notice stores no names. Names of products in the cart are known; the others are requested from Commerce.
    private async Task<IReadOnlyList<ShownShortfall>> NameAsync(
        IReadOnlyList<CartShortfall> shortfalls, IReadOnlyList<CartLineItem> lines, CancellationToken ct)
    {
        var absent = shortfalls.ExceptBy(lines.Select(line => line.ProductId), shortfall => shortfall.ProductId)
            .Select(shortfall => new OrderLineRequest(shortfall.ProductId, 1)).ToList();
        var others = absent.Count == 0 ? null : (await commerce.QuoteCartAsync(absent, ct)).Value;
        var known = lines.Concat(others?.Lines ?? []).ToDictionary(line => line.ProductId);
        return
        [
            .. shortfalls.Select(shortfall => known.GetValueOrDefault(shortfall.ProductId) is { } line
                ? new ShownShortfall(line.Name, shortfall.Taken, line.Stock)
                : new ShownShortfall(null, shortfall.Taken, 0)),
        ];
    }
}
