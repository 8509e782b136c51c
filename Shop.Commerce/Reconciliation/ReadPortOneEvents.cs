namespace Shop.Commerce.Reconciliation;

/// <summary>Reads PortOne's payment events and stores them.</summary>
public sealed class ReadPortOneEvents(
    ReconciliationLease lease, DiscrepancyStore discrepancies, PortOneLists portOne,
    ReconciliationSettings settings, ILogger<ReadPortOneEvents> logger)
{
    /// <summary>Reads all pages; false if PortOne was unavailable before the last one.</summary>
    public async Task<bool> RunAsync(ReconciliationRun run, DateTimeOffset from, CancellationToken ct)
    {
        var unreadable = 0;
        string? cursor = null;
        do
        {
            var page = await portOne.GetEventsAsync(from, cursor, settings.Timeout, ct);
            if (page.UnavailableReason is { } reason)
            {
                logger.LogWarning(
                    "PortOne's events since {From:u} could not be read: {Reason}. The next run retries",
                    from, reason);
                return false;
            }

            if (page.Items.Count > 0)
            {
                await discrepancies.StoreEventsAsync(page.Items, LogSecondCapture, ct);
                await lease.RenewAsync(run, ct);
            }

            unreadable += page.Unreadable;
            cursor = page.Next;
        }
        while (cursor is not null);

        if (unreadable > 0)
        {
            logger.LogWarning(
                "{Count} of PortOne's events since {From:u} have an unknown format and were skipped", unreadable, from);
        }

        return true;
    }

    private void LogSecondCapture(string paymentKey) => logger.LogError(
        "PortOne has captured payment {PaymentKey} more than once. Check it in PortOne's console and refund the "
        + "surplus there", paymentKey);
}
