namespace Shop.Web.Orders;

/// <summary>
/// The reasons for a cancellation that the page offers. The operators' command <c>show</c> prints the member's name.
/// </summary>
public enum CancelReason
{
    ChangedMind,
    OrderingAnother,
    WrongAddress,
    Other,
}
