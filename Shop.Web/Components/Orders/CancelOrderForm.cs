using Shop.Web.Orders;

namespace Shop.Web.Components.Orders;

/// <summary>The form that cancels an order.</summary>
public sealed class CancelOrderForm
{
    /// <summary>The name of a <see cref="CancelReason"/>.</summary>
    public string? Reason { get; set; }

    /// <summary>The chosen reason; null if none or an unknown one was submitted.</summary>
    public CancelReason? Chosen => Enum.GetValues<CancelReason>().Cast<CancelReason?>()
        .FirstOrDefault(reason => reason.ToString() == Reason);
}
