// Erases the data of shoppers who have withdrawn. The cart is erased as soon as no access token can fill it any more.
// Orders are kept for 5 years each, as the law requires; then the address, the shopper's own words, the notes of
// operators and the requests, whose hash includes the address, are erased. What was bought and the ledger stay; they
// contain no personal data.
namespace Shop.Commerce.Shoppers;

public sealed class EraseClosedShoppers(CommerceDb db, ILogger<EraseClosedShoppers> logger)
{
    private const int YearsKept = 5; // The schema refuses to erase sooner.

    /// <summary>Erases what is due. Each shopper has a transaction, so that no lock is held for long.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (await EraseOneAsync(ct))
        {
        }
    }

    /// <summary>Erases what is due for one shopper. Returns false if nothing is due.</summary>
    private async Task<bool> EraseOneAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var due = await db.Shoppers
            .FromSql($"""
                select * from shoppers where erase_at <= now()
                order by erase_at limit 1 for update skip locked
                """)
            .AsNoTracking()
            .ToListAsync(ct);
        if (due is not [{ Id: var shopperId }])
        {
            return false;
        }

        await db.CartLines.Where(line => line.ShopperId == shopperId).ExecuteDeleteAsync(ct);
        await db.RestockNotices.Where(notice => notice.ShopperId == shopperId).ExecuteDeleteAsync(ct);
        var withAddress = db.AllOrders.Where(order => order.ShopperId == shopperId && order.Shipping != null);
        var orders = await withAddress // UtcNow is translated to now(), the time of the claim above.
            .Where(order => order.PlacedAt.AddYears(YearsKept) <= DateTimeOffset.UtcNow)
            .ExecuteUpdateAsync(
                setters => setters.SetProperty(order => order.Shipping, (byte[]?)null)
                    .SetProperty(order => order.CancelReason, (byte[]?)null),
                ct);
        await db.Database.ExecuteSqlAsync( // No entity: a request is written in the batch of its order.
            $"""
            delete from order_requests r using orders o
            where o.id = r.order_id and o.shopper_id = {shopperId} and o.shipping is null;
            update order_notes n set text = null from orders o
            where o.id = n.order_id and o.shopper_id = {shopperId} and o.shipping is null and n.text is not null
            """, ct);
        var oldest = await withAddress.MinAsync(order => (DateTimeOffset?)order.PlacedAt.AddYears(YearsKept), ct);
        await db.Shoppers.Where(shopper => shopper.Id == shopperId)
            .ExecuteUpdateAsync(setters => setters.SetProperty(shopper => shopper.EraseAt, oldest), ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation(
            "Erased expired data of withdrawn shopper {ShopperId}, including {Orders} addresses", shopperId, orders);
        return true;
    }
}
