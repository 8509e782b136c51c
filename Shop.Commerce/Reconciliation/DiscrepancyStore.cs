// Reads and writes the tables of the event reconciliation. A run looks only at what may have changed: payments whose
// events or ledger rows are newer than the last complete run, and payments with discrepancies.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Reconciliation;

/// <summary>Stores PortOne's events and finds where they differ from the ledger.</summary>
public sealed class DiscrepancyStore(CommerceDb db, ReconciliationSettings settings)
{
    private const string Candidates = """
        select payment_key from portone_events where seen_at > $1
        union select payment_key from ledger_entries
            where at > $1 and event in ('PAID', 'REFUND_DUE', 'REFUNDED')
        union select payment_key from discrepancies where source = 'EVENTS'
        """;

    // A ledger row has the time of its replica's clock. The schema allows 5 minutes of difference; 1 minute is margin.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(6);

    /// <summary>
    /// The time to read PortOne's events from: the overlap before the last event that a complete run stored, never in
    /// the future. Events of an interrupted run do not count, because PortOne does not promise to list oldest first.
    /// </summary>
    public async Task<DateTimeOffset> ReadFromAsync(ReconciliationRun run, CancellationToken ct)
    {
        var earliest = run.BeganAt - TimeSpan.FromDays(settings.NightlyDays);
        if (run.ReadAt is not { } readAt)
        {
            return earliest;
        }

        await using var command = await CommandAsync(
            "select max(at) from portone_events where seen_at <= $1", ct, readAt);
        return await command.ExecuteScalarAsync(ct) is DateTime last
            ? (last < run.BeganAt ? new DateTimeOffset(last) : run.BeganAt) - settings.Overlap
            : earliest;
    }

    /// <summary>
    /// Stores the new events of a page. <paramref name="alarm"/> is called with each payment that the page captures a
    /// second time. It is called before the commit, so that after a crash the alarm is repeated rather than lost.
    /// </summary>
    public async Task StoreEventsAsync(IReadOnlyList<PortOneEvent> events, Action<string> alarm, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await using var insert = await CommandAsync(
            """
            with kept as (
                insert into portone_events (id, type, payment_key, reference, at, amount_minor, currency)
                select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[],
                    $7::text[])
                on conflict (id) do nothing
                returning payment_key, what)
            select payment_key from kept where what = 'CAPTURE'
            """, ct, [
            events.Select(one => one.Id).ToArray(), events.Select(one => one.Type).ToArray(),
            events.Select(one => one.PaymentKey).ToArray(), events.Select(one => one.Reference).ToArray(),
            events.Select(one => one.At).ToArray(), events.Select(one => one.AmountMinor).ToArray(),
            events.Select(one => one.Currency).ToArray()]);
        var captured = await KeysAsync(insert, ct);
        await using var twice = await CommandAsync(
            """
            select payment_key from portone_events where payment_key = any ($1) and what = 'CAPTURE'
            group by payment_key having count(*) > 1
            """, ct, [captured.ToArray()]);
        (await KeysAsync(twice, ct)).ForEach(alarm);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// Our payments to retrieve from PortOne: those for which PortOne's events and the ledger differ, and those with
    /// discrepancies of the nightly reconciliation.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindDiscrepanciesAsync(ReconciliationRun run, CancellationToken ct)
    {
        await using var command = await CommandAsync(
            $"""
            select payment_key from discrepancies_of(array({Candidates})) where is_ours
            union select payment_key from discrepancies where source = 'NIGHTLY'
            """, ct, [MayHaveChangedSince(run)]);
        return await KeysAsync(command, ct);
    }

    /// <summary>
    /// Stores the differences that are older than the grace period and deletes the resolved ones. Returns the figures
    /// before and after. An amount that only the ledger has counts as missing at PortOne if it is older than
    /// <paramref name="readAt"/>, the time up to which PortOne's events have been read.
    /// </summary>
    public async Task<(DiscrepancyTotal Before, DiscrepancyTotal After)> RecordAsync(
        ReconciliationRun run, DateTimeOffset? readAt, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await using var lockRow = await CommandAsync(
            "select from reconciliations where source = 'EVENTS' for update", ct);
        await lockRow.ExecuteNonQueryAsync(ct);
        var before = await TotalAsync(ct);
        await using var record = await CommandAsync(
            $"""
            with candidates as materialized ({Candidates}),
            differ as materialized (select * from discrepancies_of(array(select payment_key from candidates))),
            resolved as (
                delete from discrepancies stored
                where source = 'EVENTS' and payment_key in (select payment_key from candidates)
                    and not exists (select from differ d
                        where (d.payment_key, d.what, d.currency) = (stored.payment_key, stored.what, stored.currency)))
            insert into discrepancies (payment_key, what, currency, ledger_minor, provider_minor, since, source)
            select payment_key, what, currency, ledger_minor, provider_minor, moved_at, 'EVENTS' from differ d
            where moved_at < case when ledger_minor > provider_minor then $2 else clock_timestamp() end - $3
                or exists (select from discrepancies stored
                    where (d.payment_key, d.what, d.currency) = (stored.payment_key, stored.what, stored.currency))
            on conflict (payment_key, what, currency) do update
                set ledger_minor = excluded.ledger_minor, provider_minor = excluded.provider_minor, source = 'EVENTS'
            """, ct, [MayHaveChangedSince(run), readAt ?? DateTimeOffset.UnixEpoch, settings.Grace]);
        await record.ExecuteNonQueryAsync(ct);
        var after = await TotalAsync(ct);
        await transaction.CommitAsync(ct);
        return (before, after);
    }

    /// <summary>The current discrepancies, as figures.</summary>
    public async Task<DiscrepancyTotal> TotalAsync(CancellationToken ct)
    {
        await using var command = await CommandAsync(
            """
            select coalesce(sum(abs(ledger_minor - provider_minor)) filter (where currency = 'KRW'), 0)::bigint,
                count(distinct payment_key), (select read_at from reconciliations where source = 'EVENTS')
            from discrepancies
            """, ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset?>(2));
    }

    /// <summary>
    /// Stores where a payment differs from its snapshot as discrepancies of the nightly reconciliation, and deletes the
    /// resolved ones. Called after the payment was completed with that snapshot.
    /// </summary>
    public async Task RecordSnapshotAsync(string paymentKey, PaymentSnapshot snapshot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with sides as (
                select coalesce($2, currency) as currency, coalesce($2 <> currency, false) as is_another_currency,
                    coalesce(captured_minor, 0) as captured, refunded_minor as refunded,
                    greatest($5, (select max(at) from ledger_entries where payment_key = p.key)) as moved_at
                from payments p where key = $1 and refund_reason is distinct from 'STORE_DIFFERS'
            ), differ as materialized (
                select d.*, currency, moved_at from sides
                cross join lateral (values
                    ('CAPTURE', case when is_another_currency then 0 else captured end, $3),
                    ('REFUND', case when is_another_currency then 0 else refunded end, $4)) as d (what, ours, theirs)
                where ours <> theirs
            ), resolved as (
                delete from discrepancies stored
                where payment_key = $1 and source = 'NIGHTLY'
                    and not exists (select from differ d where (d.what, d.currency) = (stored.what, stored.currency))
            )
            insert into discrepancies (payment_key, what, currency, ledger_minor, provider_minor, since, source)
            select $1, what, currency, ours, theirs, moved_at, 'NIGHTLY' from differ
            where moved_at < clock_timestamp() - $6
            on conflict (payment_key, what, currency) do update
                set ledger_minor = excluded.ledger_minor, provider_minor = excluded.provider_minor
                where discrepancies.source = 'NIGHTLY'
            """,
            await db.OpenAsync(ct))
        {
            Parameters =
            {
                new() { Value = paymentKey },
                new NpgsqlParameter<string?> { TypedValue = snapshot.Capture?.Currency },
                new() { Value = snapshot.Capture?.TotalMinor ?? 0 },
                new() { Value = snapshot.Cancellations.Sum(one => one.AmountMinor) },
                new NpgsqlParameter<DateTimeOffset?> { TypedValue = MovedAt(snapshot) },
                new() { Value = settings.Grace },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static DateTimeOffset? MovedAt(PaymentSnapshot snapshot) =>
        snapshot.Cancellations.Select(one => one.CancelledAt).Append(snapshot.Capture?.PaidAt).Max();

    // The last complete run has already decided on everything that was older than the grace period then.
    private DateTimeOffset MayHaveChangedSince(ReconciliationRun run) =>
        run.ReadAt is { } readAt ? readAt - settings.Grace - ClocksDiffer : DateTimeOffset.UnixEpoch;

    private async Task<NpgsqlCommand> CommandAsync(
        string sql, CancellationToken ct, params IReadOnlyList<object> values)
    {
        var command = new NpgsqlCommand(sql, await db.OpenAsync(ct));
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return command;
    }

    private static async Task<List<string>> KeysAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var keys = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            keys.Add(reader.GetString(0));
        }

        return keys;
    }
}
