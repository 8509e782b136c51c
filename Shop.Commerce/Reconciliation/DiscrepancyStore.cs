// Reads and writes the tables of the event reconciliation. A run looks only at what may have changed: payments whose
// events or ledger rows are newer than the last complete run, and payments with discrepancies.
namespace Shop.Commerce.Reconciliation;

/// <summary>Stores PortOne's events and finds where they differ from the ledger.</summary>
public sealed class DiscrepancyStore(CommerceDb db, ReconciliationSettings settings)
{
    private const string Candidates = """
        select payment_key from portone_events where seen_at > {0}
        union select payment_key from ledger_entries
            where at > {0} and event in ('PAID', 'REFUND_DUE', 'REFUNDED')
        union select payment_key from discrepancies where source = 'EVENTS'
        """;

    // A ledger row has the time of its replica's clock. The schema allows 5 minutes of difference; 1 minute is margin.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(6);

    /// <summary>
    /// The time to read PortOne's events from: the overlap before the last event that a complete run stored, never in
    /// the future. Events of an interrupted run do not count, because PortOne does not promise to list oldest first.
    /// </summary>
    public async Task<DateTimeOffset> ReadFromAsync(ReconciliationRun run, CancellationToken ct)
    {
        var earliest = run.StartedAt - TimeSpan.FromDays(settings.NightlyDays);
        if (run.ReadAt is not { } readAt)
        {
            return earliest;
        }

        var last = await db.Database
            .SqlQuery<DateTimeOffset?>($"select max(at) as \"Value\" from portone_events where seen_at <= {readAt}")
            .SingleAsync(ct);
        return last is { } at ? (at < run.StartedAt ? at : run.StartedAt) - settings.Overlap : earliest;
    }

    /// <summary>
    /// Stores the new events of a page. <paramref name="onSecondCapture"/> is called with each payment that the page
    /// captures a second time. It is called before the commit, so that after a crash it is repeated rather than lost.
    /// </summary>
    public async Task StoreEventsAsync(
        IReadOnlyList<PortOneEvent> events, Action<string> onSecondCapture, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var captured = await db.Database.SqlQuery<string>($"""
            with inserted as (
                insert into portone_events (id, type, payment_key, reference, at, amount_minor, currency)
                select * from unnest(
                    {events.Select(item => item.Id).ToArray()}, {events.Select(item => item.Type).ToArray()},
                    {events.Select(item => item.PaymentKey).ToArray()},
                    {events.Select(item => item.Reference).ToArray()},
                    {events.Select(item => item.At).ToArray()}, {events.Select(item => item.AmountMinor).ToArray()},
                    {events.Select(item => item.Currency).ToArray()})
                on conflict (id) do nothing
                returning payment_key, what)
            select payment_key as "Value" from inserted where what = 'CAPTURE'
            """).ToArrayAsync(ct);
        var twice = await db.Database.SqlQuery<string>($"""
            select payment_key as "Value" from portone_events
            where payment_key = any ({captured}) and what = 'CAPTURE'
            group by payment_key having count(*) > 1
            """).ToListAsync(ct);
        twice.ForEach(onSecondCapture);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// Our payments to retrieve from PortOne: those for which PortOne's events and the ledger differ, and those with
    /// discrepancies of the nightly reconciliation.
    /// </summary>
    public Task<List<string>> FindPaymentsToReconcileAsync(ReconciliationRun run, CancellationToken ct) =>
        db.Database.SqlQueryRaw<string>(
            $"""
            select payment_key as "Value" from discrepancies_of(array({Candidates})) where is_ours
            union select payment_key from discrepancies where source = 'NIGHTLY'
            """, MayHaveChangedSince(run)).ToListAsync(ct);

    /// <summary>
    /// Stores the differences that are older than the grace period and deletes the resolved ones. Returns the figures
    /// before and after. An amount that only the ledger has counts as missing at PortOne if it is older than
    /// <paramref name="readAt"/>, the time up to which PortOne's events have been read.
    /// </summary>
    public async Task<(DiscrepancyTotal Before, DiscrepancyTotal After)> RecordEventDiscrepanciesAsync(
        ReconciliationRun run, DateTimeOffset? readAt, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select from reconciliations where source = 'EVENTS' for update", ct);
        var before = await TotalAsync(ct);
        await db.Database.ExecuteSqlRawAsync(
            $$"""
            with candidates as materialized ({{Candidates}}),
            differ as materialized (select * from discrepancies_of(array(select payment_key from candidates))),
            resolved as (
                delete from discrepancies stored
                where source = 'EVENTS' and payment_key in (select payment_key from candidates)
                    and not exists (select from differ d
                        where (d.payment_key, d.what, d.currency) = (stored.payment_key, stored.what, stored.currency)))
            insert into discrepancies (payment_key, what, currency, ledger_minor, provider_minor, since, source)
            select payment_key, what, currency, ledger_minor, provider_minor, moved_at, 'EVENTS' from differ d
            where moved_at < case when ledger_minor > provider_minor then {1} else clock_timestamp() end - {2}
                or exists (select from discrepancies stored
                    where (d.payment_key, d.what, d.currency) = (stored.payment_key, stored.what, stored.currency))
            on conflict (payment_key, what, currency) do update
                set ledger_minor = excluded.ledger_minor, provider_minor = excluded.provider_minor, source = 'EVENTS'
            """, [MayHaveChangedSince(run), readAt ?? DateTimeOffset.UnixEpoch, settings.Grace], ct);
        var after = await TotalAsync(ct);
        await transaction.CommitAsync(ct);
        return (before, after);
    }

    /// <summary>The current discrepancies, as figures.</summary>
    public Task<DiscrepancyTotal> TotalAsync(CancellationToken ct) => db.Database.SqlQuery<DiscrepancyTotal>($"""
        select
            coalesce(sum(abs(ledger_minor - provider_minor)) filter (where currency = 'KRW'), 0)::bigint
                as difference_won,
            count(distinct payment_key) as payments,
            (select read_at from reconciliations where source = 'EVENTS') as read_at
        from discrepancies
        """).SingleAsync(ct);

    /// <summary>
    /// Stores where a payment differs from its snapshot as discrepancies of the nightly reconciliation, and deletes the
    /// resolved ones. Called after the payment was completed with that snapshot.
    /// </summary>
    public Task RecordNightlyDiscrepanciesAsync(string paymentKey, PaymentSnapshot snapshot, CancellationToken ct)
    {
        var (currency, captured) = (snapshot.Capture?.Currency, snapshot.Capture?.TotalMinor ?? 0);
        var refunded = snapshot.Cancellations.Sum(cancellation => cancellation.AmountMinor);
        var movedAt = snapshot.Cancellations.Select(cancellation => cancellation.CancelledAt)
            .Append(snapshot.Capture?.PaidAt).Max();
        return db.Database.ExecuteSqlAsync(
            $"""
            with sides as (
                select key, coalesce({currency}::text, currency) as currency,
                    coalesce({currency}::text <> currency, false) as is_another_currency,
                    coalesce(captured_minor, 0) as captured, refunded_minor as refunded,
                    greatest({movedAt}, (select max(at) from ledger_entries where payment_key = p.key)) as moved_at
                from payments p where key = {paymentKey} and refund_reason is distinct from 'STORE_DIFFERS'
            ), differ as materialized (
                select d.*, key, currency, moved_at from sides
                cross join lateral (values
                    ('CAPTURE', case when is_another_currency then 0 else captured end, {captured}),
                    ('REFUND', case when is_another_currency then 0 else refunded end, {refunded})
                ) as d (what, ours, theirs)
                where ours <> theirs
            ), resolved as (
                delete from discrepancies stored
                where payment_key = {paymentKey} and source = 'NIGHTLY'
                    and not exists (select from differ d where (d.what, d.currency) = (stored.what, stored.currency))
            )
            insert into discrepancies (payment_key, what, currency, ledger_minor, provider_minor, since, source)
            select key, what, currency, ours, theirs, moved_at, 'NIGHTLY' from differ
            where moved_at < clock_timestamp() - {settings.Grace}
            on conflict (payment_key, what, currency) do update
                set ledger_minor = excluded.ledger_minor, provider_minor = excluded.provider_minor
                where discrepancies.source = 'NIGHTLY'
            """, ct);
    }

    // The last complete run has already decided on everything that was older than the grace period then.
    private DateTimeOffset MayHaveChangedSince(ReconciliationRun run) =>
        run.ReadAt is { } readAt ? readAt - settings.Grace - MaxClockSkew : DateTimeOffset.UnixEpoch;
}
