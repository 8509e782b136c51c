namespace Shop.Commerce.Webhooks;

/// <summary>
/// Deletes webhooks after a year, for which they are kept to investigate problems. The schema refuses to delete younger
/// ones.
/// </summary>
public sealed class DeleteOldWebhooks(CommerceDb db)
{
    private const int DaysKept = 366;
    private const int BatchSize = 1000; // So that no statement locks many rows for long.

    public async Task RunAsync(CancellationToken ct)
    {
        // EF Core translates UtcNow to now(): the database's clock decides, as in the schema's check.
        var oldest = db.Webhooks.Where(webhook => webhook.ReceivedAt < DateTimeOffset.UtcNow.AddDays(-DaysKept))
            .OrderBy(webhook => webhook.ReceivedAt).Take(BatchSize);
        while (await oldest.ExecuteDeleteAsync(ct) == BatchSize)
        {
        }
    }
}
