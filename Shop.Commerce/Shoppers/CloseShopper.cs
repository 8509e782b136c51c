// A shopper withdraws: Account calls this before it erases the shopper's personal data. It locks the shopper's row,
// which PlaceOrder locks too: either the new order is counted here, or PlaceOrder finds the shopper closed. A repeated
// call returns the same result.
namespace Shop.Commerce.Shoppers;

public sealed class CloseShopper(CommerceDb db, TimeProvider clock, ILogger<CloseShopper> logger)
{
    private static readonly OrderStatus[] Open = [OrderStatus.Pending, OrderStatus.Ready, OrderStatus.Shipped];

    /// <summary>Returns false, and changes nothing, if an order is open or a refund is due.</summary>
    public async Task<bool> RunAsync(Guid shopperId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"insert into shoppers (id) values ({shopperId}) on conflict do nothing", ct);
        var shopper = await db.Shoppers
            .FromSql($"select * from shoppers where id = {shopperId} for update")
            .SingleAsync(ct);
        if (shopper.ClosedAt is null && await HasOpenOrdersAsync(shopperId, ct))
        {
            return false;
        }

        shopper.Close(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation("Shopper {ShopperId} has withdrawn; their orders are no longer shown", shopperId);
        return true;
    }

    private Task<bool> HasOpenOrdersAsync(Guid shopperId, CancellationToken ct) => db.Orders.AnyAsync(
        order => order.ShopperId == shopperId
            && (Open.Contains(order.Status)
                || order.Payment.Status == PaymentStatus.RefundDue
                || order.Payment.RefundingMinor > 0),
        ct);
}
