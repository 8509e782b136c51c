// Writes a checkpoint of the ledger once a minute over the rows that are old enough. Schema script 007 selects the rows
// and computes the hash. Every replica tries; an advisory lock lets one at a time through.
using Npgsql;
using Shop.Commerce.Data;

namespace Shop.Commerce.Ledger;

/// <summary>Writes checkpoints of the ledger.</summary>
public sealed class CheckpointLedger(CommerceDb db, ILogger<CheckpointLedger> logger)
{
    private const long OneAtATime = 0x5345414C; // The key of the advisory lock.

    public async Task RunAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into ledger_checkpoints (created_at)
            select clock_timestamp() where pg_try_advisory_xact_lock($1)
            on conflict do nothing
            returning id, up_to, row_count, hash
            """,
            await db.OpenAsync(ct))
        {
            Parameters = { new() { Value = OneAtATime } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct))
        {
            // The log keeps a copy of the checkpoint outside the database.
            logger.LogInformation(
                "Checkpoint {Checkpoint} of the ledger: {Rows} rows up to {UpTo}, {Hash}", reader.GetInt64(0),
                reader.GetInt64(2), reader.GetInt64(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(3)));
        }
    }
}
