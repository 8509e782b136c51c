namespace Shop.Commerce.Shoppers;

/// <summary>A member about whom Account was told that nothing is open, and who may be gone since.</summary>
public sealed class LeavingShopper
{
    private LeavingShopper()
    {
    }

    public Guid ShopperId { get; private set; }

    /// <summary>When Account was told last. What Account said before knows nothing of what it did since.</summary>
    public DateTimeOffset ToldAt { get; private set; }
}
