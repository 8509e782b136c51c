// The comparison's tables, and the questions to them. Only what may have changed is looked at: what was read or
// recorded since the last whole round, and what is unexplained.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>Keeps PortOne's events and finds what they and the ledger differ in.</summary>
public sealed class ComparisonBooks(CommerceDb db, ComparisonSettings settings)
{
    private const string Candidates = """
        select payment_key from portone_events where seen_at > $1
        union select payment_key from payment_events
            where at > $1 and event in ('PAID', 'REFUND_DUE', 'GIVEN_BACK')
        union select payment_key from unexplained where found_by = 'EVENTS'
        """;

    // A row of the ledger bears the time of its replica's clock, which the schema lets differ by 5 minutes.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(6);

    /// <summary>
    /// Where the next reading begins: a while before PortOne's last event, and never in the future. What a reading that
    /// broke off has kept does not count: PortOne does not promise to tell the oldest first.
    /// </summary>
    public async Task<DateTimeOffset> ReadFromAsync(ComparisonRound round, CancellationToken ct)
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
    /// Adds what is new of a page. <paramref name="alarm"/> is called with each payment that is captured a second time
    /// by it, before it is kept: rather twice than never.
    /// </summary>
    public async Task KeepAsync(IReadOnlyList<PortOneEvent> events, Action<string> alarm, CancellationToken ct)
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

    /// <summary>Payments of ours that PortOne and the ledger tell different things about, in no order.</summary>
    public async Task<IReadOnlyList<string>> DifferingAsync(ComparisonRound round, CancellationToken ct)
    {
        await using var command = await CommandAsync(
            $"""
            select payment_key from differences_of(array({Candidates}))
            where is_ours group by payment_key order by random()
            """, ct, [MayHaveChangedSince(round)]);
        return await KeysAsync(command, ct);
    }

    /// <summary>
    /// Writes down what has stood for long enough, and takes away what is explained. Returns the figure before and
    /// after. What only the ledger has counts as missing from PortOne's events up to <paramref name="readAt"/>: what
    /// was not read cannot be missed.
    /// </summary>
    public async Task<(Figure Before, Figure After)> RecordAsync(
        ComparisonRound round, DateTimeOffset? readAt, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await using var turn = await CommandAsync(
            "select from comparison_rounds where found_by = 'EVENTS' for update", ct);
        await turn.ExecuteNonQueryAsync(ct);
        var before = await FigureAsync(ct);
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
        var after = await FigureAsync(ct);
        await transaction.CommitAsync(ct);
        return (before, after);
    }

    /// <summary>What a night has found and nobody has explained since, in no order.</summary>
    public async Task<IReadOnlyList<string>> FoundByNightAsync(CancellationToken ct)
    {
        await using var command = await CommandAsync(
            "select payment_key from unexplained where found_by = 'NIGHT' group by payment_key order by random()", ct);
        return await KeysAsync(command, ct);
    }

    /// <summary>What is unexplained now.</summary>
    public async Task<Figure> FigureAsync(CancellationToken ct)
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

    // The last whole round has decided about everything that was old enough then.
    private DateTimeOffset MayHaveChangedSince(ComparisonRound round) =>
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
