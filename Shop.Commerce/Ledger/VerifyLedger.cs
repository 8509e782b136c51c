// Verifies the ledger for the operator command verify-ledger. It recomputes every hash here and not in the database,
// whose functions could have been changed along with the rows. Then it compares payments with their ledger rows and the
// rows with the checkpoints.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Shop.Commerce.Data;

namespace Shop.Commerce.Ledger;

/// <summary>The number of rows read, and the first error; <paramref name="Broken"/> is null if there is none.</summary>
public sealed record LedgerVerdict(long Rows, long Payments, long Checkpoints, string? Broken);

/// <summary>Verifies the hash chains and the checkpoints of the ledger.</summary>
public sealed class VerifyLedger(CommerceDb db)
{
    private const long MicrosecondTicks = TimeSpan.TicksPerMicrosecond;

    public async Task<LedgerVerdict> RunAsync(CancellationToken ct)
    {
        var connection = await db.OpenAsync(ct);
        // Repeatable read: all statements see one snapshot.
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, ct);
        var (rows, payments, brokenRow) = await ReadChainsAsync(connection, ct);
        var (checkpoints, brokenCheckpoint) = await ReadCheckpointsAsync(connection, ct);
        return new(
            rows, payments, checkpoints,
            brokenRow
                ?? await ReadPaymentsAsync(connection, ct)
                ?? brokenCheckpoint
                ?? await FindRowWithoutCheckpointAsync(connection, ct));
    }

    private static async Task<(long Rows, long Payments, string? Broken)> ReadChainsAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select id, payment_key, seq, at, event, source, amount_minor, currency, reason, reference, hash
            from ledger_entries order by payment_key, seq
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (rows, payments, seq, key, previous) = (0L, 0L, 0, "", Array.Empty<byte>());
        while (await reader.ReadAsync(ct))
        {
            rows++;
            if (reader.GetString(1) != key)
            {
                (payments, seq, key, previous) = (payments + 1, 0, reader.GetString(1), []);
            }

            seq++;
            var place = $"row {reader.GetInt64(0)} (number {reader.GetInt32(2)} of payment {key})";
            if (reader.GetInt32(2) != seq)
            {
                return (rows, payments, $"A ledger row is missing before {place}.");
            }

            byte[] chained = [.. previous, .. Encoding.UTF8.GetBytes(TextOf(reader))];
            previous = SHA256.HashData(chained);
            if (!previous.AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(10)))
            {
                return (rows, payments, $"The hash of ledger {place} is wrong: the row was changed.");
            }
        }

        return (rows, payments, null);
    }

    /// <summary>The text that is hashed for a row; equals the SQL function entry_text.</summary>
    private static string TextOf(NpgsqlDataReader row)
    {
        var at = row.GetFieldValue<DateTimeOffset>(3);
        var microseconds = (at - DateTimeOffset.UnixEpoch).Ticks / MicrosecondTicks;
        string?[] fields =
        [
            row.GetString(1),
            row.GetInt32(2).ToString(CultureInfo.InvariantCulture),
            microseconds.ToString(CultureInfo.InvariantCulture),
            row.GetString(4),
            row.GetString(5),
            row.GetFieldValue<long?>(6)?.ToString(CultureInfo.InvariantCulture),
            .. Enumerable.Range(7, 3).Select(i => row.GetStringOrNull(i)),
        ];
        return string.Join(',', fields.Select(field => field is null
            ? "-"
            : $"{field.EnumerateRunes().Count().ToString(CultureInfo.InvariantCulture)}:{field}"));
    }

    /// <summary>Compares payments with their ledger rows; this detects rows deleted from the end of a chain.</summary>
    private static async Task<string?> ReadPaymentsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select p.key from payments p
            left join (
                select payment_key,
                    max(amount_minor) filter (where event in ('PAID', 'REFUND_DUE')) as captured,
                    coalesce(sum(amount_minor) filter (where event = 'REFUNDED'), 0) as refunded,
                    bool_or(event = 'CLOSED') as closed
                from ledger_entries group by payment_key) l on l.payment_key = p.key
            where p.captured_minor is distinct from l.captured
                or p.refunded_minor <> coalesce(l.refunded, 0)
                or p.status = 'CLOSED' and l.closed is not true
            order by p.key limit 1
            """, connection);
        return await command.ExecuteScalarAsync(ct) is string key
            ? $"Payment {key} differs from its ledger rows."
            : null;
    }

    /// <summary>
    /// Finds rows without a checkpoint. Rows get one within minutes; without it, deleting the newest rows is not
    /// detected.
    /// </summary>
    private static async Task<string?> FindRowWithoutCheckpointAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select min(id) from ledger_entries
            where id > coalesce((select max(up_to) from ledger_checkpoints), 0)
                and at < clock_timestamp() - interval '1 hour'
            """, connection);
        return await command.ExecuteScalarAsync(ct) is long id
            ? $"Ledger row {id} is older than an hour and has no checkpoint: the checkpoint worker has stopped."
            : null;
    }

    private static async Task<(long Checkpoints, string? Broken)> ReadCheckpointsAsync(
        NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select s.id, s.up_to, s.row_count, s.hash, r.row_count, r.hashes
            from (select *, lag(up_to, 1, 0::bigint) over (order by id) as after from ledger_checkpoints) s
            cross join lateral (
                select count(*) as row_count, coalesce(string_agg(e.hash, ''::bytea order by e.id), '') as hashes
                from ledger_entries e where e.id > s.after and e.id <= s.up_to) r
            order by s.id
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (checkpoints, previous) = (0L, Array.Empty<byte>());
        while (await reader.ReadAsync(ct))
        {
            checkpoints++;
            var upTo = reader.GetInt64(1).ToString(CultureInfo.InvariantCulture);
            byte[] chained =
                [.. previous, .. Encoding.UTF8.GetBytes(upTo), .. reader.GetFieldValue<byte[]>(5)];
            previous = reader.GetFieldValue<byte[]>(3);
            if (reader.GetInt64(2) != reader.GetInt64(4)
                || !SHA256.HashData(chained).AsSpan().SequenceEqual(previous))
            {
                return (checkpoints, $"Checkpoint {reader.GetInt64(0)}, up to row {upTo}, does not match the ledger: "
                    + $"it covers {reader.GetInt64(2)} rows, and {reader.GetInt64(4)} exist.");
            }
        }

        return (checkpoints, null);
    }
}
