// Commerce refuses an order of goods for adults by a minor. The pages say so before: Account knows the birth date and
// answers yes or no, so that the legal age and its reckoning by calendar year stay in Account.
namespace Shop.Web.Members;

/// <summary>What is known about the age of the shopper.</summary>
public enum BuyerAge
{
    /// <summary>Not signed in.</summary>
    Guest,
    Adult,
    Minor,

    /// <summary>Account did not answer in time: the page sells as to an adult, and Commerce decides.</summary>
    Unknown,
}

/// <summary>
/// Asks Account whether the current member is an adult. Pages ask only when they show goods for adults.
/// </summary>
public sealed class CheckBuyerAge(AccountClient account, CurrentMember member)
{
    // A page waits for it.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<BuyerAge> RunAsync(CancellationToken ct)
    {
        if (!member.IsKnown)
        {
            return BuyerAge.Guest;
        }

        try
        {
            var token = await member.GetAccessTokenAsync(ct);
            return (await account.GetMeAsync(token, ct, Timeout)).Value switch
            {
                null => BuyerAge.Unknown,
                { Adult: true } => BuyerAge.Adult,
                _ => BuyerAge.Minor,
            };
        }
        catch (ShopAwayException)
        {
            return BuyerAge.Unknown;
        }
    }
}
