// Erases the data of a withdrawn shopper. The cart is erased as soon as no access token can fill it any more. Orders
// are kept for 5 years each, as the law requires; then the address and the shopper's own words are erased. What was
// bought and the ledger stay; they contain no personal data.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;

namespace Shop.Commerce.Shoppers;

/// <summary>Erases the data of withdrawn shoppers whose retention period has ended.</summary>
public sealed class EraseWithdrawn(CommerceDb db, ILogger<EraseWithdrawn> logger)
{
    private const int YearsKept = 5; // The schema refuses to erase sooner.

    /// <summary>Erases what is due for one shopper, in one transaction. Returns false if nothing is due.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var due = await db.WithdrawnShoppers
            .FromSql($"""
                select * from withdrawn_shoppers where erase_at <= clock_timestamp()
                order by erase_at limit 1 for update skip locked
                """)
            .AsNoTracking()
            .ToListAsync(ct);
        if (due.Count == 0)
        {
            return false;
        }

        var shopperId = due[0].ShopperId;
        await db.Database.ExecuteSqlAsync($"delete from cart_lines where shopper_id = {shopperId}", ct);
        await db.Database.ExecuteSqlAsync($"delete from restock_notices where shopper_id = {shopperId}", ct);
        var orders = await db.Database.ExecuteSqlAsync($"""
            update orders set shipping = null, cancel_reason = null
            where shopper_id = {shopperId} and shipping is not null
                and placed_at + make_interval(years => {YearsKept}) <= clock_timestamp()
            """, ct);
        await db.Database.ExecuteSqlAsync($"""
            update withdrawn_shoppers set erase_at = (
                select min(placed_at) + make_interval(years => {YearsKept}) from orders
                where shopper_id = {shopperId} and shipping is not null)
            where shopper_id = {shopperId}
            """, ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation(
            "Erased expired data of withdrawn shopper {ShopperId}, including {Orders} addresses", shopperId, orders);
        return true;
    }
}
