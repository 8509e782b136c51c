namespace Shop.Commerce.Shoppers;

/// <summary>A shopper for whom Commerce answered 0 open orders to Account, and who may have withdrawn since.</summary>
public sealed class LeavingShopper
{
    private LeavingShopper()
    {
    }

    public Guid ShopperId { get; private set; }

    /// <summary>When Commerce last gave that answer. What Account replied before this time may be outdated.</summary>
    public DateTimeOffset ToldAt { get; private set; }
}
