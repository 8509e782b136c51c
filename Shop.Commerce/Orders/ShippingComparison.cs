namespace Shop.Commerce.Orders;

/// <summary>Compares addresses.</summary>
public static class ShippingComparison
{
    /// <summary>True if recipient and place are the same; the e-mail address may differ.</summary>
    public static bool IsSamePlaceAs(this Shipping one, Shipping other) =>
        one with { Email = null } == other with { Email = null };
}
