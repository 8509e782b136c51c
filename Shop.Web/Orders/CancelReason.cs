namespace Shop.Web.Orders;

/// <summary>Why shoppers cancel, as the page offers it. The shop's people read the name.</summary>
public enum CancelReason
{
    ChangedMind,
    OrderingAnother,
    WrongAddress,
    Other,
}
