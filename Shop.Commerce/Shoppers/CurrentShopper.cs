using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Shoppers;

/// <summary>
/// The signed-in shopper of this request, as Account's token names them. An endpoint that takes one demands it by
/// <see cref="ShopperAuthentication.RequireShopper"/>.
/// </summary>
public sealed record CurrentShopper(Guid Id)
{
    /// <summary>Binds the parameter of an endpoint.</summary>
    public static ValueTask<CurrentShopper?> BindAsync(HttpContext context) =>
        context.User.FindFirst(ShopperTokens.AccountIdClaim) is { } claim
            ? ValueTask.FromResult<CurrentShopper?>(new(Guid.Parse(claim.Value)))
            : throw new InvalidOperationException(
                $"{context.Request.Path} takes a shopper but does not demand one by RequireShopper.");
}
