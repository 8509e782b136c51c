// Rechecks single payments: retrieves each from PortOne, completes it, and compares the result with the database. The
// nightly reconciliation uses this for payments that differ. The event reconciliation uses it every few seconds for the
// discrepancies that the nightly one found, until they are resolved.
using Npgsql;
using Shop.Commerce.Data;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>Completes payments and stores what still differs from PortOne's snapshot as discrepancies.</summary>
public sealed class RecheckPayment(CommerceDb db, ReportDifferences report, ReconciliationSettings settings)
{
    /// <summary>Rechecks the payments one after the other; stops when PortOne is unavailable.</summary>
    public async Task RunAsync(IEnumerable<string> paymentKeys, CancellationToken ct)
    {
        foreach (var paymentKey in paymentKeys)
        {
            var seen = await report.RunOneAsync(paymentKey, ct);
            if (seen is { Status: ProviderStatus.Unavailable })
            {
                return;
            }

            if (seen is not null)
            {
                await RecordAsync(paymentKey, seen, ct);
            }
        }
    }

    private async Task RecordAsync(string paymentKey, PaymentSnapshot seen, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with sides as (
                select coalesce($2, currency) as currency, coalesce($2 <> currency, false) as is_another_currency,
                    coalesce(captured_minor, 0) as captured, refunded_minor as returned,
                    greatest($5, (select max(at) from payment_events where payment_key = p.key)) as moved_at
                from payments p where key = $1 and refund_reason is distinct from 'STORE_DIFFERS'
            ), differ as materialized (
                select d.*, currency, moved_at from sides
                cross join lateral (values
                    ('CAPTURE', case when is_another_currency then 0 else captured end, $3),
                    ('RETURN', case when is_another_currency then 0 else returned end, $4)) as d (what, ours, theirs)
                where ours <> theirs
            ), explained as (
                delete from unexplained u
                where payment_key = $1 and found_by = 'NIGHT'
                    and not exists (select from differ d where (d.what, d.currency) = (u.what, u.currency))
            )
            insert into unexplained (payment_key, what, currency, ours_minor, theirs_minor, since, found_by)
            select $1, what, currency, ours, theirs, moved_at, 'NIGHT' from differ
            where moved_at < clock_timestamp() - $6
            on conflict (payment_key, what, currency) do update
                set ours_minor = excluded.ours_minor, theirs_minor = excluded.theirs_minor
                where unexplained.found_by = 'NIGHT'
            """,
            await db.OpenAsync(ct))
        {
            Parameters =
            {
                new() { Value = paymentKey },
                new NpgsqlParameter<string?> { TypedValue = seen.Capture?.Currency },
                new() { Value = seen.Capture?.TotalMinor ?? 0 },
                new() { Value = seen.Cancellations.Sum(one => one.AmountMinor) },
                new NpgsqlParameter<DateTimeOffset?> { TypedValue = MovedAt(seen) },
                new() { Value = settings.Grace },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static DateTimeOffset? MovedAt(PaymentSnapshot seen) =>
        seen.Cancellations.Select(one => one.CancelledAt).Append(seen.Capture?.PaidAt).Max();
}
