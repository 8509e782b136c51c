namespace Shop.Web.Carts;

/// <summary>How many pieces were added and are in the cart now, or why none was added.</summary>
public readonly record struct CartAddition(ApiError? Error, int Taken = 0, int Quantity = 0);

/// <summary>How many pieces can be bought, or that the shopper's unpaid order holds them, or another reason.</summary>
public readonly record struct PurchaseLimit(int Quantity, ApiError? Error = null, Guid? PendingOrderId = null);

/// <summary>Changes the cart: at Commerce for a signed-in shopper, in a cookie for a guest.</summary>
public sealed class ChangeCart(CommerceClient commerce, CurrentShopper shopper)
{
    public async Task<CartAddition> AddAsync(HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        var requested = ClampToLimit(quantity);
        if (!shopper.IsSignedIn)
        {
            return await AddForGuestAsync(context, productId, requested, ct);
        }

        var result = await commerce.AddCartLineAsync(productId, requested, ct);
        if (result.Value is not { } cart)
        {
            return new(result.Error is { Field: "lines" } ? Refused(Texts.CartIsFull) : result.Error);
        }

        var line = cart.Lines.FirstOrDefault(item => item.ProductId == productId);
        var taken = cart.Shortfalls is [var shortfall] ? shortfall.Taken : requested;
        return Added(taken, line?.Quantity ?? 0, line?.Stock ?? 0);
    }

    /// <summary>Sets the quantity of a product and stores a shortfall as a <see cref="CartReducedNotice"/>.</summary>
    public async Task<ApiError?> SetAsync(HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        if (!shopper.IsSignedIn)
        {
            await SetForGuestAsync(context, productId, quantity, ct);
            return null;
        }

        var result = await commerce.SetCartLineAsync(productId, ClampToLimit(quantity), ct);
        if (result.Value?.Lines.FirstOrDefault(item => item.ProductId == productId) is { } line)
        {
            StoreShortfall(context, line, quantity, line.Quantity);
        }

        return result.Error;
    }

    public async Task<ApiError?> RemoveAsync(HttpContext context, int productId, CancellationToken ct)
    {
        if (!shopper.IsSignedIn)
        {
            GuestCart.Of(context).Without(productId).Save(context);
            return null;
        }

        return (await commerce.RemoveCartLineAsync(productId, ct)).Error;
    }

    /// <summary>How many pieces can be bought without the cart. The next page shows a shortfall.</summary>
    public async Task<PurchaseLimit> LimitAsync(HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        OrderLineRequest[] wanted = [new(productId, ClampToLimit(quantity))];
        var result = await commerce.QuoteCartAsync(wanted, ct);
        if (result.Value?.Lines is not [var line])
        {
            return new(ClampToLimit(quantity)); // The checkout page shows the error.
        }

        var available = Math.Min(ClampToLimit(quantity), line.Stock);
        if (available < wanted[0].Quantity
            && (await commerce.GetPendingOrdersAsync(ct)).FirstOrDefault(order => order.IsOf(wanted)) is { } pending)
        {
            return new(0, PendingOrderId: pending.OrderId); // The shopper's own order holds the stock.
        }

        if (available == 0)
        {
            return new(0, Refused(ProblemCodes.OutOfStock));
        }

        StoreShortfall(context, line, quantity, available);
        return new(available);
    }

    /// <summary>Merges the guest's cart into the cart of the shopper who has signed in.</summary>
    public async Task MergeGuestCartAsync(HttpContext context, CancellationToken ct)
    {
        var guest = GuestCart.Of(context);

        // If Commerce is unavailable, the cookie remains, and the next view of the cart merges it.
        if (guest.Lines.Count > 0 && (await commerce.MergeCartAsync(guest.Lines, ct)).Value is { } cart)
        {
            new GuestCart([]).Save(context);
            CartReducedNotice.Store(context, cart.Shortfalls);
        }
    }

    private async Task<CartAddition> AddForGuestAsync(
        HttpContext context, int productId, int requested, CancellationToken ct)
    {
        var known = GuestCart.Of(context);
        var before = known.QuantityOf(productId);
        var result = await commerce.QuoteCartAsync([new(productId, requested)], ct);
        if (result.Value is { Lines: [] })
        {
            return new(Refused(SharedProblemCodes.NotFound));
        }

        // If Commerce is unavailable, the cookie accepts the pieces, and the cart page shows the stock later.
        var stock = result.Value?.Lines[0].Stock ?? Limits.QuantityPerLine;
        var total = Math.Max(before, Math.Min(ClampToLimit(before + requested), stock));
        if (total == 0)
        {
            return new(Refused(ProblemCodes.OutOfStock));
        }

        var cart = known.With(productId, total);
        cart.Save(context);
        return cart.QuantityOf(productId) == 0
            ? new(Refused(Texts.CartIsFull))
            : Added(total - before, total, stock);
    }

    private async Task SetForGuestAsync(HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        var known = GuestCart.Of(context);
        var result = await commerce.QuoteCartAsync([new(productId, ClampToLimit(quantity))], ct);
        var line = result.Value?.Lines.FirstOrDefault();
        var max = line is null or { Stock: 0 } ? known.QuantityOf(productId) : line.Stock;
        var accepted = result.Value is null ? ClampToLimit(quantity) : Math.Min(ClampToLimit(quantity), max);
        if (accepted == 0)
        {
            return; // Sold out, and not in the cart.
        }

        known.With(productId, accepted).Save(context);
        if (line is not null)
        {
            StoreShortfall(context, line, quantity, accepted);
        }
    }

    private static int ClampToLimit(int quantity) => Math.Clamp(quantity, 1, Limits.QuantityPerLine);

    // Sold out with nothing added is an error and not a shortfall.
    private static CartAddition Added(int taken, int quantity, int stock) =>
        taken == 0 && stock == 0 ? new(Refused(ProblemCodes.OutOfStock)) : new(null, taken, quantity);

    private static void StoreShortfall(HttpContext context, CartLineItem line, int wanted, int taken)
    {
        if (taken < wanted)
        {
            CartReducedNotice.Store(context, [new(line.ProductId, wanted, taken, line.Stock)]);
        }
    }

    private static ApiError Refused(string code) => new(StatusCodes.Status409Conflict, code);
}
