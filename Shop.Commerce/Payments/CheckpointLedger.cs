// Writes a checkpoint of the ledger once a minute over the rows that are old enough. Schema script 023 selects the rows
// and computes the hash. Every replica tries; an advisory lock lets one at a time through.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Payments;

/// <summary>Writes checkpoints of the ledger.</summary>
public sealed class CheckpointLedger(
    IServiceScopeFactory scopes, MoneySettings settings, TimeProvider clock, ILogger<CheckpointLedger> logger)
    : BackgroundService
{
    private const long OneAtATime = 0x5345414C;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.SealEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWorkerFailed(error, "Writing a ledger checkpoint");
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var command = new NpgsqlCommand(
            """
            insert into ledger_seals (sealed_at)
            select clock_timestamp() where pg_try_advisory_xact_lock($1)
            on conflict do nothing
            returning id, up_to, row_count, hash
            """,
            await scope.ServiceProvider.GetRequiredService<CommerceDb>().OpenAsync(ct))
        {
            Parameters = { new() { Value = OneAtATime } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct))
        {
            // The log keeps a copy of the checkpoint outside the database.
            logger.LogInformation(
                "Checkpoint {Seal} of the ledger: {Rows} rows up to {UpTo}, {Hash}", reader.GetInt64(0),
                reader.GetInt64(2), reader.GetInt64(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(3)));
        }
    }
}
