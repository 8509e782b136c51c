// Reconciles PortOne's events with the ledger: every movement of money in one must be in the other. It finds what no
// shopper, webhook or CHECK job reported. PortOne lists events by the time they happened, so the capture of a payment
// that was opened long ago is found too. The list is a hint, not proof: a payment of ours that differs goes through a
// RECONCILE job, and what still differs after the grace period is stored as a discrepancy until both sides agree.
using Shop.Commerce.Jobs;

namespace Shop.Commerce.Reconciliation;

public sealed class ReconcileEvents(
    ReconciliationLease lease, DiscrepancyStore discrepancies, ReadPortOneEvents read, PaymentJobs jobs,
    ILogger<ReconcileEvents> logger)
{
    /// <summary>Runs one reconciliation, unless another replica holds the lease.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (await lease.ClaimAsync(DiscrepancySource.Events, unlessCompletedSince: null, ct) is not { } run)
        {
            return;
        }

        var hasReadAll = await read.RunAsync(run, await discrepancies.ReadFromAsync(run, ct), ct);
        if (hasReadAll)
        {
            await jobs.RequestReconciliationAsync(await discrepancies.FindPaymentsToReconcileAsync(run, ct), ct);
        }

        var (before, after) = await discrepancies.RecordEventDiscrepanciesAsync(
            run, hasReadAll ? run.StartedAt : run.ReadAt, ct);
        if (!after.IsSameAs(before))
        {
            logger.Log(
                after.Payments == 0 ? LogLevel.Information : LogLevel.Warning,
                "Reconciled with PortOne: {Won} won differ, {Payments} payments have discrepancies in any currency; "
                + "before: {WonBefore} won, {PaymentsBefore} payments",
                after.DifferenceWon, after.Payments, before.DifferenceWon, before.Payments);
        }

        await lease.EndAsync(run, hasReadAll, ct);
    }
}
