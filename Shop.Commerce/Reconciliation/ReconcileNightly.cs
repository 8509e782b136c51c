// Once a night, reconciles every payment of the last days (90 by default) with PortOne, independently of the event
// reconciliation that runs by day. It reads PortOne's events again, because PortOne may list some late, and compares
// each payment that PortOne lists with ours. A payment that differs gets a RECONCILE job.
using Shop.Commerce.Jobs;

namespace Shop.Commerce.Reconciliation;

public sealed class ReconcileNightly(
    CommerceDb db, ReconciliationLease lease, ReadPortOneEvents read, PortOneLists portOne, PaymentJobs jobs,
    ReconciliationSettings settings, TimeProvider clock, ILogger<ReconcileNightly> logger)
{
    // Seoul is UTC+9 and has had no daylight saving time since 1988.
    private static readonly TimeSpan Seoul = TimeSpan.FromHours(9);

    // PortOne selects payments by its own clock, and orders have the shop's. An hour is far more than the clocks
    // differ, and costs only the first hour of the days that are reconciled.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromHours(1);

    /// <summary>
    /// Runs this night's reconciliation unless another replica holds the lease or has already run it. If there has
    /// never been a nightly reconciliation, it runs immediately.
    /// </summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (await lease.ClaimAsync(DiscrepancySource.Nightly, LastNight(clock.GetUtcNow()), ct) is not { } run)
        {
            return;
        }

        var from = run.StartedAt - TimeSpan.FromDays(settings.NightlyDays);
        if (!await read.RunAsync(run, from, ct) || await CompareListedAsync(run, from, ct) is not { } listed)
        {
            return; // The lease is not released: the next attempt starts when it expires.
        }

        var missing = (await FindCapturedAsync(from + MaxClockSkew, run.StartedAt - settings.Grace, ct))
            .Where(key => !listed.Contains(Guid.ParseExact(key, "N"))).ToList();
        await jobs.RequestReconciliationAsync(missing, ct);
        await lease.EndAsync(run, hasReadAll: true, ct);
        logger.Log(
            missing.Count == 0 ? LogLevel.Information : LogLevel.Warning,
            "Reconciled {Payments} payments of the last {Days} days with PortOne. {Missing} captured payments are "
            + "not listed by PortOne: {MissingKeys}",
            listed.Count, settings.NightlyDays, missing.Count, missing.Take(10));
    }

    private DateTimeOffset LastNight(DateTimeOffset now)
    {
        var tonight = new DateTimeOffset(now.ToOffset(Seoul).Date + settings.NightlyAt.ToTimeSpan(), Seoul);
        return (tonight <= now ? tonight : tonight.AddDays(-1)).ToUniversalTime();
    }

    /// <summary>
    /// Reconciles the payments that PortOne lists. Returns the keys of those that are ours; null if the list could not
    /// be read to the end.
    /// </summary>
    private async Task<HashSet<Guid>?> CompareListedAsync(
        ReconciliationRun run, DateTimeOffset from, CancellationToken ct)
    {
        var listed = new HashSet<Guid>(); // 16 bytes each instead of a string: a night may read a million keys.
        string? cursor = null;
        do
        {
            var page = await portOne.GetPaymentsAsync(from, cursor, settings.Timeout, ct);
            if (page.UnavailableReason is { } reason)
            {
                logger.LogWarning(
                    "PortOne's payments since {From:u} could not be read: {Reason}. The next run retries",
                    from, reason);
                return null;
            }

            var ours = page.Items.Where(payment => PaymentKey.IsValid(payment.PaymentKey)).ToList();
            listed.UnionWith(ours.Select(payment => Guid.ParseExact(payment.PaymentKey, "N")));
            var unclear = ours.Where(payment => payment.Snapshot.Status == ProviderStatus.Unavailable)
                .Select(payment => payment.PaymentKey);
            await jobs.RequestReconciliationAsync([.. await FindDifferingAsync(ours, ct), .. unclear], ct);
            if (page.Unreadable > 0)
            {
                logger.LogWarning(
                    "{Unreadable} items of PortOne's payment list could not be read. Look for their payments in "
                    + "PortOne's console", page.Unreadable);
            }

            await lease.RenewAsync(run, ct);
            cursor = page.Next;
        }
        while (cursor is not null);

        return listed;
    }

    private Task<List<string>> FindDifferingAsync(IReadOnlyList<ListedPayment> payments, CancellationToken ct)
    {
        var listed = payments.Where(payment => payment.Snapshot.Status != ProviderStatus.Unavailable).ToList();
        var disputed = listed
            .SelectMany(payment => (payment.Snapshot.Disputes ?? [])
                .Select(dispute => (payment.PaymentKey, Dispute: dispute)))
            .ToList();
        return db.Database.SqlQuery<string>($"""
            select p.key as "Value"
            from unnest(
                {listed.Select(payment => payment.PaymentKey).ToArray()},
                {listed.Select(payment => payment.Snapshot.Capture?.TotalMinor ?? 0).ToArray()},
                {listed.Select(payment => payment.Snapshot.Capture?.Currency).ToArray()},
                {listed.Select(RefundedMinorOf).ToArray()})
                as listed (key, captured, currency, refunded)
            join payments p on p.key = listed.key
            where (coalesce(p.captured_minor, 0), p.currency, p.refunded_minor)
                is distinct from (listed.captured, listed.currency, listed.refunded)
            union
            select p.key
            from unnest(
                {disputed.Select(item => item.PaymentKey).ToArray()},
                {disputed.Select(item => item.Dispute.Id).ToArray()},
                {disputed.Select(item => item.Dispute.Status).ToArray()}) as disputed (key, id, status)
            join payments p on p.key = disputed.key
            where not exists (select from payment_disputes d
                where (d.payment_key, d.id, d.status) = (disputed.key, disputed.id, disputed.status))
            """).ToListAsync(ct);
    }

    private static long RefundedMinorOf(ListedPayment payment) =>
        payment.Snapshot.Cancellations.Sum(cancellation => cancellation.AmountMinor);

    /// <summary>
    /// Our captured payments that PortOne's list must contain. PortOne lists a payment by the time its payment window
    /// was first opened, which is never before the order was placed, so older orders are left out. A payment captured
    /// under another store is not in this store's list.
    /// </summary>
    private Task<List<string>> FindCapturedAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken ct) =>
        db.AllOrders.Where(order => order.PlacedAt > since).Select(order => order.Payment)
            .Where(payment => payment.CapturedMinor != null && payment.PaidAt >= since && payment.PaidAt <= until)
            .Where(payment => payment.RefundReason != RefundReason.StoreDiffers)
            .Select(payment => payment.Key)
            .ToListAsync(ct);
}
