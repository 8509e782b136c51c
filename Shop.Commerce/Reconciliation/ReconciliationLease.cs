using Npgsql;
using Shop.Commerce.Data;

namespace Shop.Commerce.Reconciliation;

/// <summary>Which reconciliation found a difference.</summary>
public enum DiscrepancySource
{
    /// <summary>The reconciliation of PortOne's events, every few seconds.</summary>
    Events,

    /// <summary>The reconciliation of PortOne's payments, every night.</summary>
    Nightly,
}

/// <summary>A run leased to this replica; <paramref name="ReadAt"/> is the start of the last complete run.</summary>
public sealed record ReconciliationRun(DiscrepancySource Source, DateTimeOffset BeganAt, DateTimeOffset? ReadAt);

/// <summary>
/// The lease that lets one replica at a time reconcile. All times are the database's, so that replicas agree.
/// </summary>
public sealed class ReconciliationLease(CommerceDb db, ReconciliationSettings settings)
{
    /// <summary>
    /// Takes the lease. Returns null if another replica holds it, or if a complete run has started since
    /// <paramref name="unlessReadSince"/>.
    /// </summary>
    public async Task<ReconciliationRun?> ClaimAsync(
        DiscrepancySource source, DateTimeOffset? unlessReadSince, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            update reconciliations set claimed_until = clock_timestamp() + $2
            where source in (
                select source from reconciliations
                where source = $1 and (claimed_until is null or claimed_until < clock_timestamp())
                    and ($3 is null or read_at is null or read_at < $3)
                for update skip locked)
            returning clock_timestamp(), read_at
            """,
            await db.OpenAsync(ct))
        {
            Parameters =
            {
                new() { Value = source.ToUpperSnake() },
                new() { Value = settings.ClaimFor },
                new NpgsqlParameter<DateTimeOffset?> { TypedValue = unlessReadSince },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new(
                source, reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset?>(1))
            : null;
    }

    /// <summary>Extends the lease by <see cref="ReconciliationSettings.ClaimFor"/>.</summary>
    public async Task RenewAsync(ReconciliationRun run, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update reconciliations set claimed_until = clock_timestamp() + $2 where source = $1",
            await db.OpenAsync(ct))
        {
            Parameters = { new() { Value = run.Source.ToUpperSnake() }, new() { Value = settings.ClaimFor } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Ends the run. The next one is due <see cref="ReconciliationSettings.Every"/> after the start of this one.
    /// </summary>
    public async Task EndAsync(ReconciliationRun run, bool hasReadAll, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            update reconciliations set claimed_until = $2,
                read_at = case when $3 then greatest(read_at, $4) else read_at end
            where source = $1
            """,
            await db.OpenAsync(ct))
        {
            Parameters =
            {
                new() { Value = run.Source.ToUpperSnake() },
                new() { Value = run.BeganAt + settings.Every },
                new() { Value = hasReadAll },
                new() { Value = run.BeganAt },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
