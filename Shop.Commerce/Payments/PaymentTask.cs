// Work on payments is found in a table, so that it survives whoever was at it. It is claimed in one short statement:
// rows that another replica is just claiming are stepped over, and a claim ends by itself when its holder is gone.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shop.Commerce.Data;

namespace Shop.Commerce.Payments;

/// <summary>Why the sweep comes to a payment.</summary>
public enum PaymentTaskKind
{
    /// <summary>Nobody has reported it yet.</summary>
    Check,

    /// <summary>Money is owed, or on its way back.</summary>
    Refund,

    /// <summary>The time to pay is over.</summary>
    Expire,
}

/// <summary>Something to do about a payment; <paramref name="Tries"/> is how often it was tried before.</summary>
public sealed record PaymentTask(string PaymentKey, PaymentTaskKind Kind, int Tries, DateTimeOffset Since);

/// <summary>Claims what is due and puts off what is not done. Payments make and end their tasks themselves.</summary>
public sealed class PaymentTasks(CommerceDb db, MoneySettings settings)
{
    /// <summary>Takes up to <paramref name="atMost"/> tasks that are due and nobody's, oldest due first.</summary>
    public async Task<IReadOnlyList<PaymentTask>> ClaimAsync(PaymentTaskKind kind, int atMost, CancellationToken ct)
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
        var tasks = new List<PaymentTask>();
        while (await reader.ReadAsync(ct))
        {
            tasks.Add(new(
                reader.GetString(0), kind, reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return tasks;
    }

    /// <summary>
    /// Comes back to a task <paramref name="after"/> a while. One that its payment has ended is gone already. The time
    /// to pay may have moved on: it is never looked at earlier.
    /// </summary>
    public Task PutOffAsync(PaymentTask task, TimeSpan after, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
        update payment_tasks
        set due_at = case task when 'EXPIRE' then greatest(due_at, clock_timestamp() + {after})
                else clock_timestamp() + {after} end,
            tries = tries + 1, claimed_until = null
        where payment_key = {task.PaymentKey} and task = {task.Kind.ToUpperSnake()}
        """, ct);
}
