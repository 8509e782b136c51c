// The jobs on payments, stored in a table so that they survive a crash of the replica that runs them. One short
// statement claims due jobs; it skips rows that another replica is claiming, and a claim expires after
// MoneySettings.ClaimFor.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;

namespace Shop.Commerce.Payments;

/// <summary>The kinds of jobs that the sweep runs on payments.</summary>
public enum PaymentJobKind
{
    /// <summary>Retrieve a pending payment from PortOne.</summary>
    Check,

    /// <summary>Refund what must be refunded, or continue an open refund.</summary>
    Refund,

    /// <summary>Expire an order whose time to pay is over.</summary>
    Expire,
}

/// <summary>A job on a payment; <paramref name="Tries"/> is the number of earlier runs.</summary>
public sealed record PaymentJob(string PaymentKey, PaymentJobKind Kind, int Tries, DateTimeOffset Since);

/// <summary>Claims due jobs and reschedules them. Triggers in the schema create and delete the jobs.</summary>
public sealed class PaymentJobs(CommerceDb db, MoneySettings settings)
{
    /// <summary>Claims up to <paramref name="atMost"/> due, unclaimed jobs, oldest due first.</summary>
    public async Task<IReadOnlyList<PaymentJob>> ClaimAsync(PaymentJobKind kind, int atMost, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with due as materialized (
                select payment_key as due_key from payment_tasks
                where task = $1 and due_at <= clock_timestamp()
                    and (claimed_until is null or claimed_until < clock_timestamp())
                order by due_at
                limit $2
                for update skip locked)
            update payment_tasks set claimed_until = clock_timestamp() + $3
            from due where payment_key = due_key and task = $1
            returning payment_key, tries, since
            """,
            await db.OpenAsync(ct))
        {
            Parameters =
            {
                new() { Value = kind.ToUpperSnake() }, new() { Value = atMost }, new() { Value = settings.ClaimFor },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tasks = new List<PaymentJob>();
        while (await reader.ReadAsync(ct))
        {
            tasks.Add(new(
                reader.GetString(0), kind, reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return tasks;
    }

    /// <summary>
    /// Reschedules a job to run again <paramref name="after"/> this time. Does nothing if the schema has deleted the
    /// job. An EXPIRE job is never moved to an earlier time, because the time to pay may have been extended meanwhile.
    /// </summary>
    public Task PostponeAsync(PaymentJob task, TimeSpan after, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
        update payment_tasks
        set due_at = case task when 'EXPIRE' then greatest(due_at, clock_timestamp() + {after})
                else clock_timestamp() + {after} end,
            tries = tries + 1, claimed_until = null
        where payment_key = {task.PaymentKey} and task = {task.Kind.ToUpperSnake()}
        """, ct);
}
