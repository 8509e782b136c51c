// Verifies the ledger for the operator command verify-ledger. It recomputes every hash here and not in the database,
// whose functions could have been changed along with the rows. Then it compares payments with their ledger rows and the
// rows with the checkpoints.
using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Shop.Commerce.Ledger;

/// <summary>The numbers of what was read; <paramref name="FirstError"/> is null if the ledger is intact.</summary>
public sealed record LedgerVerification(long Rows, long Payments, long Checkpoints, string? FirstError);

/// <summary>Verifies the hash chains, the payments and the checkpoints of the ledger.</summary>
public sealed class VerifyLedger(CommerceDb db)
{
    public async Task<LedgerVerification> RunAsync(CancellationToken ct)
    {
        // All statements see one snapshot.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var (rows, payments, chainError) = await VerifyChainsAsync(ct);
        var (checkpoints, checkpointError) = await VerifyCheckpointsAsync(ct);
        return new(
            rows, payments, checkpoints,
            chainError ?? await FindMismatchedPaymentAsync(ct) ?? checkpointError
                ?? await FindRowWithoutCheckpointAsync(ct));
    }

    private async Task<(long Rows, long Payments, string? FirstError)> VerifyChainsAsync(CancellationToken ct)
    {
        var entries = db.Database.SqlQuery<Entry>($"""
            select id, payment_key, seq, at, event, source, amount_minor, currency, reason, reference, hash
            from ledger_entries order by payment_key, seq
            """);
        var (rows, payments, seq, key, previous) = (0L, 0L, 0, "", Array.Empty<byte>());
        await foreach (var entry in entries.AsAsyncEnumerable().WithCancellation(ct))
        {
            rows++;
            if (entry.PaymentKey != key)
            {
                (payments, seq, key, previous) = (payments + 1, 0, entry.PaymentKey, []);
            }

            seq++;
            var place = $"row {entry.Id} (number {entry.Seq} of payment {key})";
            if (entry.Seq != seq)
            {
                return (rows, payments, $"A ledger row is missing before {place}.");
            }

            previous = Hash(previous, entry.Text);
            if (!previous.SequenceEqual(entry.Hash))
            {
                return (rows, payments, $"The hash of ledger {place} is wrong: the row was changed.");
            }
        }

        return (rows, payments, null);
    }

    private async Task<(long Checkpoints, string? FirstError)> VerifyCheckpointsAsync(CancellationToken ct)
    {
        var stored = db.Database.SqlQuery<Checkpoint>($"""
            select c.id, c.up_to, c.row_count, c.hash, r.rows_now, r.hashes_now
            from (select *, lag(up_to, 1, 0::bigint) over (order by id) as after from ledger_checkpoints) c
            cross join lateral (
                select count(*) as rows_now, coalesce(string_agg(e.hash, ''::bytea order by e.id), '') as hashes_now
                from ledger_entries e where e.id > c.after and e.id <= c.up_to) r
            order by c.id
            """);
        var (checkpoints, previous) = (0L, Array.Empty<byte>());
        await foreach (var checkpoint in stored.AsAsyncEnumerable().WithCancellation(ct))
        {
            checkpoints++;
            var hash = Hash(previous, checkpoint.UpTo.ToString(CultureInfo.InvariantCulture), checkpoint.HashesNow);
            previous = checkpoint.Hash;
            if (checkpoint.RowCount != checkpoint.RowsNow || !hash.SequenceEqual(checkpoint.Hash))
            {
                return (
                    checkpoints,
                    $"Checkpoint {checkpoint.Id}, up to row {checkpoint.UpTo}, does not match the ledger: it covers "
                    + $"{checkpoint.RowCount} rows, and {checkpoint.RowsNow} exist.");
            }
        }

        return (checkpoints, null);
    }

    /// <summary>Compares payments with their ledger rows; this detects rows deleted from the end of a chain.</summary>
    private async Task<string?> FindMismatchedPaymentAsync(CancellationToken ct) =>
        await db.Database.SqlQuery<string>($"""
            select p.key as "Value" from payments p
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
            """).SingleOrDefaultAsync(ct) is { } key
            ? $"Payment {key} differs from its ledger rows."
            : null;

    /// <summary>
    /// Finds rows without a checkpoint. Rows get one within minutes; without it, deleting the newest rows is not
    /// detected.
    /// </summary>
    private async Task<string?> FindRowWithoutCheckpointAsync(CancellationToken ct) =>
        await db.Database.SqlQuery<long?>($"""
            select min(id) as "Value" from ledger_entries
            where id > coalesce((select max(up_to) from ledger_checkpoints), 0)
                and at < clock_timestamp() - interval '1 hour'
            """).SingleAsync(ct) is { } id
            ? $"Ledger row {id} is older than an hour and has no checkpoint: the checkpoint worker has stopped."
            : null;

    private static byte[] Hash(byte[] previous, string text, params byte[] more) =>
        SHA256.HashData([.. previous, .. Encoding.UTF8.GetBytes(text), .. more]);

    private sealed record Checkpoint(long Id, long UpTo, long RowCount, byte[] Hash, long RowsNow, byte[] HashesNow);

    private sealed record Entry(
        long Id, string PaymentKey, int Seq, DateTimeOffset At, string Event, string Source, long? AmountMinor,
        string? Currency, string? Reason, string? Reference, byte[] Hash)
    {
        /// <summary>The text that is hashed; equals the SQL function entry_text.</summary>
        public string Text => string.Join(',', Fields.Select(text => text is null
            ? "-"
            : string.Create(CultureInfo.InvariantCulture, $"{text.EnumerateRunes().Count()}:{text}")));

        private string?[] Fields =>
        [
            PaymentKey, Invariant(Seq), Invariant((At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond),
            Event, Source, Invariant(AmountMinor), Currency, Reason, Reference,
        ];

        private static string? Invariant(long? number) => number?.ToString(CultureInfo.InvariantCulture);
    }
}
