namespace Shop.Commerce.RestockNotices;

/// <summary>A shopper's request for a notice when a sold-out product is in stock again.</summary>
public sealed class RestockNotice
{
    private RestockNotice()
    {
    }

    public Guid ShopperId { get; private set; }

    public int ProductId { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }
}
