// Reads and writes the tables of the event reconciliation. A run looks only at what may have changed: payments whose
// events or ledger rows are newer than the last complete run, and payments with discrepancies.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>Stores PortOne's events and finds where they differ from the ledger.</summary>
public sealed class DiscrepancyStore(CommerceDb db, ReconciliationSettings settings)
{
    private const string Candidates = """
        select payment_key from portone_events where seen_at > $1
        union select payment_key from payment_events
            where at > $1 and event in ('PAID', 'REFUND_DUE', 'GIVEN_BACK')
        union select payment_key from unexplained where found_by = 'EVENTS'
        """;

    // A ledger row has the time of its replica's clock. The schema allows 5 minutes of difference; 1 minute is margin.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(6);

    /// <summary>
    /// The time to read PortOne's events from: the overlap before the last event that a complete run stored, never in
    /// the future. Events of an interrupted run do not count, because PortOne does not promise to list oldest first.
    /// </summary>
    public async Task<DateTimeOffset> ReadFromAsync(ReconciliationRun round, CancellationToken ct)
    {
        var earliest = round.BeganAt - TimeSpan.FromDays(settings.NightlyDays);
        if (round.ReadAt is not { } readAt)
        {
            return earliest;
        }

        await using var command = await CommandAsync(
            "select max(at) from portone_events where seen_at <= $1", ct, readAt);
        return await command.ExecuteScalarAsync(ct) is DateTime last
            ? (last < round.BeganAt ? new DateTimeOffset(last) : round.BeganAt) - settings.Overlap
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

    /// <summary>Our payments for which PortOne's events and the ledger differ, in random order.</summary>
    public async Task<IReadOnlyList<string>> FindDiscrepanciesAsync(ReconciliationRun round, CancellationToken ct)
    {
        await using var command = await CommandAsync(
            $"""
            select payment_key from differences_of(array({Candidates}))
            where is_ours group by payment_key order by random()
            """, ct, [MayHaveChangedSince(round)]);
        return await KeysAsync(command, ct);
    }

    /// <summary>
    /// Stores the differences that are older than the grace period and deletes the resolved ones. Returns the figures
    /// before and after. An amount that only the ledger has counts as missing at PortOne if it is older than
    /// <paramref name="readAt"/>, the time up to which PortOne's events have been read.
    /// </summary>
    public async Task<(DiscrepancyTotal Before, DiscrepancyTotal After)> RecordAsync(
        ReconciliationRun round, DateTimeOffset? readAt, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await using var turn = await CommandAsync(
            "select from comparison_rounds where found_by = 'EVENTS' for update", ct);
        await turn.ExecuteNonQueryAsync(ct);
        var before = await TotalAsync(ct);
        await using var record = await CommandAsync(
            $"""
            with candidates as materialized ({Candidates}),
            differ as materialized (select * from differences_of(array(select payment_key from candidates))),
            explained as (
                delete from unexplained u
                where found_by = 'EVENTS' and payment_key in (select payment_key from candidates)
                    and not exists (select from differ d
                        where (d.payment_key, d.what, d.currency) = (u.payment_key, u.what, u.currency)))
            insert into unexplained (payment_key, what, currency, ours_minor, theirs_minor, since, found_by)
            select payment_key, what, currency, ours_minor, theirs_minor, moved_at, 'EVENTS' from differ d
            where moved_at < case when ours_minor > theirs_minor then $2 else clock_timestamp() end - $3
                or exists (select from unexplained u
                    where (d.payment_key, d.what, d.currency) = (u.payment_key, u.what, u.currency))
            on conflict (payment_key, what, currency) do update
                set ours_minor = excluded.ours_minor, theirs_minor = excluded.theirs_minor, found_by = 'EVENTS'
            """, ct, [MayHaveChangedSince(round), readAt ?? DateTimeOffset.UnixEpoch, settings.Grace]);
        await record.ExecuteNonQueryAsync(ct);
        var after = await TotalAsync(ct);
        await transaction.CommitAsync(ct);
        return (before, after);
    }

    /// <summary>Payments with discrepancies found by the nightly reconciliation, in random order.</summary>
    public async Task<IReadOnlyList<string>> FindNightlyAsync(CancellationToken ct)
    {
        await using var command = await CommandAsync(
            "select payment_key from unexplained where found_by = 'NIGHT' group by payment_key order by random()", ct);
        return await KeysAsync(command, ct);
    }

    /// <summary>The current discrepancies, as figures.</summary>
    public async Task<DiscrepancyTotal> TotalAsync(CancellationToken ct)
    {
        await using var command = await CommandAsync(
            """
            select coalesce(sum(abs(ours_minor - theirs_minor)) filter (where currency = 'KRW'), 0)::bigint,
                count(distinct payment_key), (select read_at from comparison_rounds where found_by = 'EVENTS')
            from unexplained
            """, ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset?>(2));
    }

    // The last complete run has already decided on everything that was older than the grace period then.
    private DateTimeOffset MayHaveChangedSince(ReconciliationRun round) =>
        round.ReadAt is { } readAt ? readAt - settings.Grace - ClocksDiffer : DateTimeOffset.UnixEpoch;

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
