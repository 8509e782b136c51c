namespace Shop.Commerce.Reconciliation;

/// <summary>Which reconciliation found a difference.</summary>
public enum DiscrepancySource
{
    /// <summary>The reconciliation of PortOne's events, every few seconds.</summary>
    Events,

    /// <summary>The reconciliation of PortOne's payments, every night.</summary>
    Nightly,
}

/// <summary>
/// A run leased to this replica until <see cref="ClaimedUntil"/>; <paramref name="ReadAt"/> is the start of the last
/// complete run.
/// </summary>
public sealed record ReconciliationRun(DiscrepancySource Source, DateTimeOffset StartedAt, DateTimeOffset? ReadAt)
{
    /// <summary>Identifies the lease: another replica that claims it later sets another time.</summary>
    public DateTimeOffset ClaimedUntil { get; internal set; }
}

/// <summary>
/// The lease that lets one replica at a time reconcile. All times are the database's, so that replicas agree. A run
/// whose lease has expired continues, because reconciling twice is harmless, but leaves the lease to its new holder.
/// </summary>
public sealed class ReconciliationLease(CommerceDb db, ReconciliationSettings settings)
{
    /// <summary>
    /// Takes the lease. Returns null if another replica holds it, or if a complete run has started since
    /// <paramref name="unlessCompletedSince"/>.
    /// </summary>
    public async Task<ReconciliationRun?> ClaimAsync(
        DiscrepancySource source, DateTimeOffset? unlessCompletedSince, CancellationToken ct)
    {
        var claimed = await db.Database.SqlQuery<Claim>($"""
            update reconciliations set claimed_until = clock_timestamp() + {settings.ClaimDuration}
            where source in (
                select source from reconciliations
                where source = {source.ToUpperSnake()}
                    and (claimed_until is null or claimed_until < clock_timestamp())
                    and (read_at is null or read_at < coalesce({unlessCompletedSince}, timestamptz 'infinity'))
                for update skip locked)
            returning clock_timestamp() as started_at, read_at, claimed_until
            """).ToListAsync(ct);
        return claimed is [var claim]
            ? new(source, claim.StartedAt, claim.ReadAt) { ClaimedUntil = claim.ClaimedUntil }
            : null;
    }

    /// <summary>Extends the lease by <see cref="ReconciliationSettings.ClaimDuration"/>, unless it was lost.</summary>
    public async Task RenewAsync(ReconciliationRun run, CancellationToken ct)
    {
        var renewed = await db.Database.SqlQuery<DateTimeOffset>($"""
            update reconciliations set claimed_until = clock_timestamp() + {settings.ClaimDuration}
            where source = {run.Source.ToUpperSnake()} and claimed_until = {run.ClaimedUntil}
            returning claimed_until as "Value"
            """).ToListAsync(ct);
        run.ClaimedUntil = renewed is [var until] ? until : run.ClaimedUntil;
    }

    /// <summary>
    /// Ends the run. The next one is due <see cref="ReconciliationSettings.Interval"/> after the start of this one,
    /// unless the lease was lost.
    /// </summary>
    public Task EndAsync(ReconciliationRun run, bool hasReadAll, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            update reconciliations set
                claimed_until = case when claimed_until = {run.ClaimedUntil} then {run.StartedAt + settings.Interval}
                    else claimed_until end,
                read_at = case when {hasReadAll} then greatest(read_at, {run.StartedAt}) else read_at end
            where source = {run.Source.ToUpperSnake()}
            """, ct);

    private sealed record Claim(DateTimeOffset StartedAt, DateTimeOffset? ReadAt, DateTimeOffset ClaimedUntil);
}
