namespace Shop.Commerce.Shoppers;

/// <summary>
/// A withdrawn shopper. An access token outlives its account by a few minutes; a request with such a token finds no
/// orders.
/// </summary>
public sealed class WithdrawnShopper
{
    /// <summary>The SQL condition under which the shopper $1 has not withdrawn and still sees orders.</summary>
    internal const string IsNot = "not exists (select from withdrawn_shoppers where shopper_id = $1)";

    private WithdrawnShopper()
    {
    }

    public Guid ShopperId { get; private set; }
}
