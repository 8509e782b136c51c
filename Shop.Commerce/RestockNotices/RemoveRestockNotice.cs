using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.RestockNotices;

/// <summary>Ends a notice: the shopper has withdrawn it or has seen the product.</summary>
public sealed class RemoveRestockNotice(CommerceDb db)
{
    public Task RunAsync(int productId, CurrentShopper me, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"delete from restock_notices where shopper_id = {me.Id} and product_id = {productId}", ct);
}
