using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;

namespace Shop.Commerce.Webhooks;

/// <summary>
/// Deletes webhooks after a year, for which they are kept to investigate problems. The schema refuses to delete younger
/// ones.
/// </summary>
public sealed class DeleteOldWebhooks(CommerceDb db)
{
    private const int BatchSize = 1000; // So that no statement locks many rows for long.

    public async Task RunAsync(CancellationToken ct)
    {
        int deleted;
        do
        {
            deleted = await db.Database.ExecuteSqlAsync(
                $"""
                delete from webhooks where id in (
                    select id from webhooks where received_at < clock_timestamp() - interval '366 days'
                    order by received_at limit {BatchSize})
                """, ct);
        }
        while (deleted == BatchSize);
    }
}
