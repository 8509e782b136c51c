namespace Shop.Commerce.RestockNotices;

/// <summary>A shopper's request for a notice when a sold-out product is in stock again.</summary>
public sealed class RestockNotice(Guid shopperId, int productId, DateTimeOffset requestedAt)
{
    public Guid ShopperId { get; private set; } = shopperId;
    public int ProductId { get; private set; } = productId;
    public DateTimeOffset RequestedAt { get; private set; } = requestedAt;
}
