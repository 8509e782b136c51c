// Writes a checkpoint of the ledger once a minute over the rows that are old enough. Schema script 007 selects the rows
// and computes the hash. Every replica tries; an advisory lock lets one at a time through.
namespace Shop.Commerce.Ledger;

/// <summary>Writes a checkpoint of the ledger and logs it; does nothing if another replica is writing one.</summary>
public sealed class CheckpointLedger(CommerceDb db, ILogger<CheckpointLedger> logger)
{
    private const long AdvisoryLockKey = 0x434B5054; // "CKPT" in ASCII.

    public async Task RunAsync(CancellationToken ct)
    {
        var written = await db.Database.SqlQuery<Checkpoint>($"""
            insert into ledger_checkpoints (created_at)
            select clock_timestamp() where pg_try_advisory_xact_lock({AdvisoryLockKey})
            on conflict do nothing
            returning id, up_to, row_count, hash
            """).ToListAsync(ct);
        if (written is [var checkpoint])
        {
            // The log keeps a copy of the checkpoint outside the database.
            logger.LogInformation(
                "Checkpoint {Checkpoint} of the ledger: {Rows} rows up to {UpTo}, {Hash}",
                checkpoint.Id, checkpoint.RowCount, checkpoint.UpTo, Convert.ToHexStringLower(checkpoint.Hash));
        }
    }

    private sealed record Checkpoint(long Id, long UpTo, long RowCount, byte[] Hash);
}
