// The table payment_jobs, as the worker sees it. One short statement claims due jobs; it skips rows that another
// replica is claiming, and a claim expires after MoneySettings.ClaimDuration, so that a crashed replica loses none. No
// write reads first, because a webhook may request the same job at the same time.
namespace Shop.Commerce.Jobs;

/// <summary>
/// A claimed job. <paramref name="Source"/> requested it, <paramref name="Attempts"/> counts earlier runs for
/// <see cref="MoneySettings.RetryAfter"/>, and <paramref name="Requests"/> is the number of requests that this run
/// answers. A payment that needs a job of the same kind again later gets a job with another id.
/// </summary>
public sealed record ClaimedJob(
    long Id, string PaymentKey, PaymentJobKind Kind, Source Source, int Attempts, int Requests,
    DateTimeOffset CreatedAt, DateTimeOffset ClaimedUntil);

/// <summary>A job runs again after this wait, with this number of attempts.</summary>
public sealed record JobRetry(TimeSpan Wait, int Attempts);

/// <summary>Claims and ends jobs for the worker, and requests RECONCILE jobs.</summary>
public sealed class PaymentJobs(CommerceDb db, MoneySettings settings)
{
    /// <summary>
    /// Claims up to <paramref name="atMost"/> due, unclaimed jobs: webhooks first, then oldest due first.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(PaymentJobKind kind, int atMost, CancellationToken ct)
    {
        var jobs = await db.Database.SqlQuery<Row>($"""
            with due as materialized (
                select payment_key as due_key from payment_jobs
                where kind = {kind.ToUpperSnake()} and due_at <= clock_timestamp()
                    and (claimed_until is null or claimed_until < clock_timestamp())
                order by source <> 'WEBHOOK', due_at
                limit {atMost}
                for update skip locked)
            update payment_jobs set claimed_until = clock_timestamp() + {settings.ClaimDuration}
            from due where payment_key = due_key and kind = {kind.ToUpperSnake()}
            returning id, payment_key, source, attempts, requests, created_at, claimed_until
            """).ToListAsync(ct);
        return [.. jobs.Select(job => new ClaimedJob(
            job.Id, job.PaymentKey, kind, EnumNames.Parse<Source>(job.Source), job.Attempts, job.Requests,
            job.CreatedAt, job.ClaimedUntil))];
    }

    /// <summary>
    /// Ends the run of a job: it runs again as <paramref name="retry"/> says, or is deleted if that is null. A deletion
    /// leaves a job that was requested again meanwhile, because the run may have retrieved the payment before. A retry
    /// leaves a job whose claim has been released meanwhile, by a webhook or by a cancel: it is due at once. Does
    /// nothing if the payment has removed the job. An EXPIRE job is never moved to an earlier time, because the time to
    /// pay may have been extended meanwhile.
    /// </summary>
    public Task EndRunAsync(ClaimedJob job, JobRetry? retry, CancellationToken ct)
    {
        var (id, requests, claimedUntil) = (job.Id, job.Requests, job.ClaimedUntil);
        return retry is var (wait, attempts)
            ? db.Database.ExecuteSqlAsync(
                $"""
                update payment_jobs
                set due_at = case when kind = 'EXPIRE' then greatest(due_at, clock_timestamp() + {wait})
                        else clock_timestamp() + {wait} end,
                    attempts = {attempts}, claimed_until = null
                where id = {id} and claimed_until = {claimedUntil}
                """, ct)
            : db.Database.ExecuteSqlAsync(
                $"""
                delete from payment_jobs where id = {id} and requests = {requests};
                update payment_jobs set claimed_until = null where id = {id} and claimed_until = {claimedUntil}
                """, ct);
    }

    /// <summary>
    /// Requests a RECONCILE job of each of our payments among <paramref name="paymentKeys"/>. A job that failed before
    /// keeps its waiting time, so that a payment that PortOne cannot answer is not retried at every reconciliation. One
    /// that is running runs again, because it may have retrieved the payment before.
    /// </summary>
    public Task RequestReconciliationAsync(IReadOnlyCollection<string> paymentKeys, CancellationToken ct) =>
        paymentKeys.Count == 0
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"""
                insert into payment_jobs (payment_key, kind, source, due_at)
                select key, 'RECONCILE', 'RECONCILIATION', clock_timestamp()
                from payments where key = any ({paymentKeys.ToArray()}) order by key
                on conflict (payment_key, kind) do update set requests = payment_jobs.requests + 1
                    where payment_jobs.claimed_until > clock_timestamp()
                """, ct);

    private sealed record Row(
        long Id, string PaymentKey, string Source, int Attempts, int Requests, DateTimeOffset CreatedAt,
        DateTimeOffset ClaimedUntil);
}
