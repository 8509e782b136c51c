// Records that the shopper wants a notice when a product is in stock again. A request is accepted even if the product
// is in stock again meanwhile: the shopper then sees that at once.
namespace Shop.Commerce.RestockNotices;

public enum RequestRestockNoticeOutcome
{
    /// <summary>The shopper gets a notice, whether by this request or by an earlier one.</summary>
    Requested,
    NoSuchProduct,
    TooMany,
}

public sealed class RequestRestockNotice(CommerceDb db, TimeProvider clock)
{
    /// <summary>Records the request; idempotent, and limited for each shopper.</summary>
    public async Task<RequestRestockNoticeOutcome> RunAsync(int productId, CurrentShopper me, CancellationToken ct)
    {
        if (!await db.Products.AnyAsync(product => product.Id == productId, ct))
        {
            return RequestRestockNoticeOutcome.NoSuchProduct;
        }

        // One request of a shopper at a time, so that concurrent requests do not exceed the limit together.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({$"restock notices of {me.Id}"}, 0))", ct);
        var notices = db.RestockNotices.Where(notice => notice.ShopperId == me.Id);
        if (await notices.AnyAsync(notice => notice.ProductId == productId, ct))
        {
            return RequestRestockNoticeOutcome.Requested;
        }

        if (await notices.CountAsync(ct) >= Limits.RestockNotices)
        {
            return RequestRestockNoticeOutcome.TooMany;
        }

        db.RestockNotices.Add(new(me.Id, productId, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return RequestRestockNoticeOutcome.Requested;
    }
}
