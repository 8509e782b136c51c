using Shop.Commerce;
using Shop.Web.Members;

namespace Shop.Web.Carts;

/// <summary>Changes the cart that the shopper sees: the member's at Commerce, or the guest's in the cookie.</summary>
public sealed class ChangeCart(CommerceClient commerce, CurrentMember member)
{
    /// <summary>As many pieces as one line may have.</summary>
    public static int Within(int quantity) => Math.Clamp(quantity, 1, Limits.QuantityPerLine);

    /// <summary>Puts in so many more of a product.</summary>
    public async Task<Refusal?> AddAsync(HttpContext context, int productId, int quantity, CancellationToken ct)
    {
        var more = Within(quantity);
        if (!member.IsKnown)
        {
            var guest = GuestCart.Of(context);
            guest.With(productId, guest.QuantityOf(productId) + more).Keep(context);
            return null;
        }

        return (await commerce.AddCartLineAsync(productId, more, ct)).Refusal;
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
}
