using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.Orders;

/// <summary>Lists the shopper's orders that wait for payment, so that pages can link to them.</summary>
public sealed class ListPendingOrders(CommerceDb db)
{
    private const int Limit = 20;

    public async Task<PendingOrdersReply> RunAsync(CurrentShopper me, Language language, CancellationToken ct)
    {
        var orders = await db.Orders.AsNoTracking()
            .Where(order => order.ShopperId == me.Id && order.Status == OrderStatus.Pending)
            .OrderByDescending(order => order.PlacedAt).ThenByDescending(order => order.Id)
            .Take(Limit)
            .Include(order => order.Lines)
            .ToListAsync(ct);
        return new([.. orders.Select(order => new PendingOrderItem(
            order.Id, order.NameIn(language), order.TotalWon, order.ExpiresAt,
            [.. order.Lines.Select(line => new OrderLineRequest(line.ProductId, line.Quantity))]))]);
    }
}
