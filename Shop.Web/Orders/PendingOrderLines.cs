
namespace Shop.Web.Orders;

/// <summary>Compares unpaid orders by their lines.</summary>
public static class PendingOrderLines
{
    /// <summary>True if the order has exactly these products in these quantities.</summary>
    public static bool IsOf(this PendingOrderItem order, IEnumerable<OrderLineRequest> lines) =>
        order.Lines.ToHashSet().SetEquals(lines);
}
