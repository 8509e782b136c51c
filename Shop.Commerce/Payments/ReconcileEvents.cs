// Reconciles PortOne's events with the ledger: every movement of money in one must be in the other. It finds what no
// shopper, webhook or sweep reported, because PortOne lists events by the time they happened; a payment that was opened
// long ago and is captured now is included. The list is a hint, not proof: a payment of ours that differs goes through
// CompletePayment, and what still differs is stored as a discrepancy until both sides agree.
namespace Shop.Commerce.Payments;

/// <summary>Reads PortOne's new events, completes the payments that differ, and stores the discrepancies.</summary>
public sealed class ReconcileEvents(
    ReconciliationLease rounds, DiscrepancyStore books, ReadPortOneEvents read, ReportDifferences report,
    RecheckPayment examine, ILogger<ReconcileEvents> logger)
{
    /// <summary>Runs one reconciliation, unless another replica holds the lease.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (await rounds.ClaimAsync(DiscrepancySource.Events, unlessReadSince: null, ct) is not { } round)
        {
            return;
        }

        var hasReadAll = await read.RunAsync(round, await books.ReadFromAsync(round, ct), ct);
        if (hasReadAll)
        {
            await report.RunAsync(await books.FindDiscrepanciesAsync(round, ct), ct);
            await examine.RunAsync(await books.FindNightlyAsync(ct), ct);
        }

        var (before, after) = await books.RecordAsync(round, hasReadAll ? round.BeganAt : round.ReadAt, ct);
        if (!after.IsSameAs(before))
        {
            logger.Log(
                after.Payments == 0 ? LogLevel.Information : LogLevel.Warning,
                "Reconciled with PortOne: {Won} won differ, {Payments} payments have discrepancies in any currency; "
                + "before: {WonBefore} won, {PaymentsBefore} payments",
                after.Won, after.Payments, before.Won, before.Payments);
        }

        await rounds.EndAsync(round, hasReadAll, ct);
    }
}
