namespace Shop.Commerce.Orders;

/// <summary>
/// Where an order is: paid for (<c>Ready</c>) it is sent and arrives, or it ends without having been sent.
/// </summary>
public enum OrderStatus
{
    Pending,
    Ready,
    Shipped,
    Delivered,
    Expired,
    Cancelled,
}
