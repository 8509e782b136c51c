// One round trip. A request is accepted even if the product is in stock again meanwhile: the shopper then sees that at
// once.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.Shoppers;

namespace Shop.Commerce.RestockNotices;

/// <summary>The result of a request.</summary>
public enum RequestRestockNoticeOutcome
{
    /// <summary>The shopper gets a notice, whether by this request or by an earlier one.</summary>
    Requested,
    NoSuchProduct,
    TooMany,
}

/// <summary>Records that the shopper wants a notice when a product is in stock again.</summary>
public sealed class RequestRestockNotice(CommerceDb db)
{
    public async Task<RequestRestockNoticeOutcome> RunAsync(int productId, CurrentShopper me, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(await db.OpenAsync(ct))
        {
            BatchCommands =
            {
                new($"""
                    insert into restock_notices (shopper_id, product_id)
                    select $1, id from products
                    where id = $2
                      and (select count(*) from restock_notices where shopper_id = $1) < {Limits.RestockNotices}
                    on conflict do nothing
                    """)
                {
                    Parameters = { new() { Value = me.Id }, new() { Value = productId } },
                },
                new("""
                    select exists (select from products where id = $2),
                      exists (select from restock_notices where shopper_id = $1 and product_id = $2)
                    """)
                {
                    Parameters = { new() { Value = me.Id }, new() { Value = productId } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return !reader.GetBoolean(0) ? RequestRestockNoticeOutcome.NoSuchProduct
            : reader.GetBoolean(1) ? RequestRestockNoticeOutcome.Requested
            : RequestRestockNoticeOutcome.TooMany;
    }
}
