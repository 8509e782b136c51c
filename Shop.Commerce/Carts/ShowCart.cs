using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Carts;

/// <summary>Shows the shopper's cart, read in one statement: the version and the lines are of the same moment.</summary>
public sealed class ShowCart(CommerceDb db)
{
    public async Task<CartReply> RunAsync(CurrentShopper me, Language language, CancellationToken ct)
    {
        var cart = await db.Carts.AsNoTracking().WithLines().SingleOrDefaultAsync(one => one.ShopperId == me.Id, ct);
        return (cart ?? Cart.Empty(me.Id)).ToReply(language);
    }
}
