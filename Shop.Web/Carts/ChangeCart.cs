using System.Text.Json;
using Shop.Commerce;
using Shop.ServiceDefaults;
using Shop.Web.Languages;
using Shop.Web.Members;
using Shop.Web.Orders;

namespace Shop.Web.Carts;

/// <summary>
/// What became of pieces that were added: <paramref name="Taken"/> of them are in the cart, which has
/// <paramref name="Pieces"/> of the product now; or why none could be added.
/// </summary>
public readonly record struct CartAddition(Refusal? Refusal, int Taken = 0, int Pieces = 0);

/// <summary>
/// How many pieces can be bought at once: <paramref name="Pieces"/>, none by <paramref name="Refusal"/>, or those of an
/// order of the same pieces that waits for its payment.
/// </summary>
public readonly record struct PurchaseLimit(int Pieces, Refusal? Refusal = null, Guid? WaitingOrderId = null);

/// <summary>
/// Changes the cart that the shopper sees: the member's at Commerce, or the guest's in the cookie. Neither takes more
/// than a line may have or than is left.
/// </summary>
public sealed class ChangeCart(CommerceClient commerce, CurrentMember member)
{
    /// <summary>As many pieces as one line may have.</summary>
    public static int Within(int quantity) => Math.Clamp(quantity, 1, Limits.QuantityPerLine);

    /// <summary>Adds so many pieces of a product, as far as there is room.</summary>
    public async Task<CartAddition> AddAsync(
        HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        var asked = Within(quantity);
        if (!member.IsKnown)
        {
            return await AddForGuestAsync(context, productId, asked, ct);
        }

        var answer = await commerce.AddCartLineAsync(productId, asked, ct);
        if (answer.Value is not { } cart)
        {
            return new(answer.Refusal is { Field: "lines" } ? Refused(Texts.CartIsFull) : answer.Refusal);
        }

        var line = cart.Lines.FirstOrDefault(item => item.ProductId == productId);
        var taken = cart.Shortfalls is [var shortfall] ? shortfall.Taken : asked;
        return Added(taken, line?.Quantity ?? 0, line?.Stock ?? 0);
    }

    /// <summary>Sets how many pieces of a product are wanted; what the cart does not take is noted.</summary>
    public async Task<Refusal?> SetAsync(HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        if (!member.IsKnown)
        {
            await SetForGuestAsync(context, productId, quantity, ct);
            return null;
        }

        var answer = await commerce.SetCartLineAsync(productId, Within(quantity), ct);
        if (answer.Value?.Lines.FirstOrDefault(item => item.ProductId == productId) is { } line)
        {
            Note(context, line, quantity, line.Quantity);
        }

        return answer.Refusal;
    }

    /// <summary>Takes a product out.</summary>
    public async Task<Refusal?> RemoveAsync(HttpContext context, int productId, CancellationToken ct)
    {
        if (!member.IsKnown)
        {
            GuestCart.Of(context).Without(productId).Keep(context);
            return null;
        }

        return (await commerce.RemoveCartLineAsync(productId, ct)).Refusal;
    }

    /// <summary>As many pieces as can be bought at once; less than was wanted is noted.</summary>
    public async Task<PurchaseLimit> LimitAsync(
        HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        OrderLineRequest[] wanted = [new(productId, Within(quantity))];
        var answer = await commerce.QuoteCartAsync(wanted, ct);
        if (answer.Value?.Lines is not [var line])
        {
            return new(Within(quantity)); // The checkout page says what is wrong.
        }

        var pieces = Math.Min(Within(quantity), line.Stock);
        if (pieces < wanted[0].Quantity
            && (await commerce.GetWaitingOrdersAsync(ct)).FirstOrDefault(order => order.IsOf(wanted)) is { } waiting)
        {
            return new(0, WaitingOrderId: waiting.OrderId); // The shopper's own order holds the stock.
        }

        if (pieces == 0)
        {
            return new(0, Refused(ProblemCodes.OutOfStock));
        }

        Note(context, line, quantity, pieces);
        return new(pieces);
    }

    private async Task<CartAddition> AddForGuestAsync(
        HttpContext context, int productId, int asked, CancellationToken ct)
    {
        var known = GuestCart.Of(context);
        var before = known.QuantityOf(productId);
        var answer = await commerce.QuoteCartAsync([new(productId, asked)], ct);
        if (answer.Value is { Lines: [] })
        {
            return new(Refused(SharedProblemCodes.NotFound));
        }

        // While Commerce does not answer, the cookie takes it; the cart says later what is left.
        var stock = answer.Value?.Lines[0].Stock ?? Limits.QuantityPerLine;
        var pieces = Math.Max(before, Math.Min(Within(before + asked), stock));
        if (pieces == 0)
        {
            return new(Refused(ProblemCodes.OutOfStock));
        }

        var cart = known.With(productId, pieces);
        cart.Keep(context);
        return cart.QuantityOf(productId) == 0
            ? new(Refused(Texts.CartIsFull))
            : Added(pieces - before, pieces, stock);
    }

    private async Task SetForGuestAsync(HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        var known = GuestCart.Of(context);
        var answer = await commerce.QuoteCartAsync([new(productId, Within(quantity))], ct);
        var line = answer.Value?.Lines.FirstOrDefault();
        var most = line is null or { Stock: 0 } ? known.QuantityOf(productId) : line.Stock;
        var pieces = answer.Value is null ? Within(quantity) : Math.Min(Within(quantity), most);
        if (pieces == 0)
        {
            return; // Sold out, and not in the cart.
        }

        known.With(productId, pieces).Keep(context);
        if (line is not null)
        {
            Note(context, line, quantity, pieces);
        }
    }

    // Where nothing is left and nothing was added, it is a refusal like any other.
    private static CartAddition Added(int taken, int pieces, int stock) =>
        taken == 0 && stock == 0 ? new(Refused(ProblemCodes.OutOfStock)) : new(null, taken, pieces);

    private static void Note(HttpContext context, CartLineItem line, int wanted, int taken)
    {
        if (taken < wanted)
        {
            CartNotice.Note(context, [new(line.ProductId, wanted, taken, line.Stock)]);
        }
    }

    private static Refusal Refused(string code) =>
        new(StatusCodes.Status409Conflict, code, new Dictionary<string, JsonElement>());
}
