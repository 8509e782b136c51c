namespace Shop.Commerce.Shoppers;

/// <summary>
/// Somebody who was a member. An access token outlives its account by a few minutes: for whoever still has one, the
/// orders do not exist any more.
/// </summary>
public sealed class WithdrawnShopper
{
    /// <summary>The condition in SQL under which the shopper $1 still sees orders.</summary>
    internal const string IsNot = "not exists (select from withdrawn_shoppers where shopper_id = $1)";

    private WithdrawnShopper()
    {
    }

    public Guid ShopperId { get; private set; }
}
