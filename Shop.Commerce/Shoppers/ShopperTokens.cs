using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Authentication;

namespace Shop.Commerce.Shoppers;

/// <summary>Authentication of shoppers.</summary>
public static class ShopperTokens
{
    /// <summary>The claim that holds the account's id, a UUID.</summary>
    public const string AccountIdClaim = "sub";

    /// <summary>Accepts access tokens that Account signed.</summary>
    public static void AddShopperTokens(this IHostApplicationBuilder builder) =>
        builder.AddShopperAuthentication(AccessToken.Issuer, AccessToken.Audience).WithKeysOf(AccessToken.Issuer);
}
