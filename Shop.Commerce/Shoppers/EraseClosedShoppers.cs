// Erases the data of shoppers who have withdrawn. The cart is erased as soon as no access token can fill it any more.
// Orders are kept for 5 years each, as the law requires; then the address, the shopper's own words and the requests,
// whose hash includes the address, are erased. What was bought and the ledger stay; they contain no personal data.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;

namespace Shop.Commerce.Shoppers;

/// <summary>Erases the data of closed shoppers whose retention period has ended.</summary>
public sealed class EraseClosedShoppers(CommerceDb db, ILogger<EraseClosedShoppers> logger)
{
    private const int YearsKept = 5; // The schema refuses to erase sooner.

    /// <summary>Erases what is due, one shopper after the other.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (await EraseOneAsync(ct))
        {
            // Withdrawals are rare, and each shopper has a transaction, so that no lock is held for long.
        }
    }

    /// <summary>Erases what is due for one shopper. Returns false if nothing is due.</summary>
    private async Task<bool> EraseOneAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var due = await db.Shoppers
            .FromSql($"""
                select * from shoppers where erase_at <= clock_timestamp()
                order by erase_at limit 1 for update skip locked
                """)
            .AsNoTracking()
            .ToListAsync(ct);
        if (due.Count == 0)
        {
            return false;
        }

        var shopperId = due[0].Id;
        await db.Database.ExecuteSqlAsync($"delete from cart_lines where shopper_id = {shopperId}", ct);
        await db.RestockNotices.Where(notice => notice.ShopperId == shopperId).ExecuteDeleteAsync(ct);
        var orders = await db.Database.ExecuteSqlAsync($"""
            update orders set shipping = null, cancel_reason = null
            where shopper_id = {shopperId} and shipping is not null
                and placed_at + make_interval(years => {YearsKept}) <= clock_timestamp()
            """, ct);
        await db.Database.ExecuteSqlAsync($"""
            delete from order_requests r using orders o
            where o.id = r.order_id and o.shopper_id = {shopperId} and o.shipping is null
            """, ct);
        await db.Database.ExecuteSqlAsync($"""
            update shoppers set erase_at = (
                select min(placed_at) + make_interval(years => {YearsKept}) from orders
                where shopper_id = {shopperId} and shipping is not null)
            where id = {shopperId}
            """, ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation(
            "Erased expired data of withdrawn shopper {ShopperId}, including {Orders} addresses", shopperId, orders);
        return true;
    }
}
