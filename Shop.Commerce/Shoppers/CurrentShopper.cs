using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Shoppers;

/// <summary>
/// The signed-in shopper of this request, from Account's access token. An endpoint that takes this parameter calls
/// <see cref="ShopperAuthentication.RequireShopper"/>.
/// </summary>
public sealed record CurrentShopper(Guid Id)
{
    private const string AccountIdClaim = "sub";

    public static ValueTask<CurrentShopper?> BindAsync(HttpContext context) =>
        context.User.FindFirst(AccountIdClaim) is { } claim
            ? ValueTask.FromResult<CurrentShopper?>(new(Guid.Parse(claim.Value)))
            : throw new InvalidOperationException(
                $"{context.Request.Path} has a CurrentShopper parameter but does not call RequireShopper.");
}
