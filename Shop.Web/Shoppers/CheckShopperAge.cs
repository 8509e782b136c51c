// Commerce rejects an order of goods for adults by a minor. The pages say so earlier. Account knows the birth date and
// answers yes or no, so only Account contains the rule of the legal age, which counts by calendar year.
namespace Shop.Web.Shoppers;

/// <summary>Whether the shopper may buy goods for adults.</summary>
public enum ShopperAge
{
    Guest,
    Adult,
    Minor,

    /// <summary>Account did not answer in time. The page offers the goods, and Commerce decides at the order.</summary>
    Unknown,
}

/// <summary>Asks Account whether the shopper is an adult, for pages that show goods for adults.</summary>
public sealed class CheckShopperAge(AccountClient account, CurrentShopper shopper)
{
    public async Task<ShopperAge> RunAsync(CancellationToken ct)
    {
        if (!shopper.IsSignedIn)
        {
            return ShopperAge.Guest;
        }

        var me = await shopper.CallAsync(token => account.GetMeAsync(token, PageTimeouts.Optional, ct), ct);
        return me.Value switch
        {
            null => ShopperAge.Unknown,
            { Adult: true } => ShopperAge.Adult,
            _ => ShopperAge.Minor,
        };
    }
}
