using System.Text.Json;
using Shop.Commerce;
using Shop.Web.Languages;
using Shop.Web.Members;

namespace Shop.Web.Carts;

/// <summary>Changes the cart that the shopper sees: the member's at Commerce, or the guest's in the cookie.</summary>
public sealed class ChangeCart(CommerceClient commerce, CurrentMember member)
{
    /// <summary>As many pieces as one line may have.</summary>
    public static int Within(int quantity) => Math.Clamp(quantity, 1, Limits.QuantityPerLine);

    /// <summary>Puts in so many more of a product, as far as there is room, and tells how many are in then.</summary>
    public async Task<(Refusal? Refusal, int Pieces)> AddAsync(
        HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        var more = Within(quantity);
        if (!member.IsKnown)
        {
            var known = GuestCart.Of(context);
            var guest = known.With(productId, known.QuantityOf(productId) + more);
            guest.Keep(context);
            var inGuest = guest.QuantityOf(productId);
            return (inGuest > 0 ? null : Full(), inGuest);
        }

        var answer = await commerce.AddCartLineAsync(productId, more, ct);
        var pieces = answer.Value?.Lines.FirstOrDefault(line => line.ProductId == productId)?.Quantity ?? 0;
        return (answer.Refusal is { Field: "lines" } ? Full() : answer.Refusal, pieces);
    }

    /// <summary>Sets how many of a product are wanted.</summary>
    public async Task<Refusal?> SetAsync(HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        if (!member.IsKnown)
        {
            GuestCart.Of(context).With(productId, quantity).Keep(context);
            return null;
        }

        return (await commerce.SetCartLineAsync(productId, Within(quantity), ct)).Refusal;
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

    private static Refusal Full() =>
        new(StatusCodes.Status422UnprocessableEntity, Texts.CartIsFull, new Dictionary<string, JsonElement>());
}
