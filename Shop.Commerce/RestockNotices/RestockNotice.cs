namespace Shop.Commerce.RestockNotices;

/// <summary>A shopper waits for a sold-out product.</summary>
public sealed class RestockNotice
{
    private RestockNotice()
    {
    }

    public Guid ShopperId { get; private set; }

    public int ProductId { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }
}
