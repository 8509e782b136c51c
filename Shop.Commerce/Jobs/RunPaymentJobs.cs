// Runs the due jobs on payments: checks payments without a report, answers webhooks and discrepancies, sends refunds,
// and expires orders whose time to pay is over. Each kind has its own periodic worker, so that slow refunds never delay
// the checks. Every job calls the act that the endpoints call (CompletePayment, RefundPayment, ExpireOrder).
using System.Diagnostics;
using Shop.Commerce.Disputes;
using Shop.Commerce.Reconciliation;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Jobs;

public sealed class RunPaymentJobs(
    IServiceScopeFactory scopes, MoneySettings settings, TimeProvider clock, ILogger<RunPaymentJobs> logger)
{
    private const int BatchSize = 8;
    private static readonly ActivitySource Spans = new("Shop.Commerce.Jobs"); // One trace for each job.

    /// <summary>Runs batches until none is full.</summary>
    public async Task RunAsync(PaymentJobKind kind, CancellationToken ct)
    {
        IReadOnlyList<ClaimedJob> jobs;
        do
        {
            // In a separate scope, so that its connection is returned before the calls to PortOne.
            await using (var scope = scopes.CreateAsyncScope())
            {
                jobs = await scope.ServiceProvider.GetRequiredService<PaymentJobs>().ClaimAsync(kind, BatchSize, ct);
            }

            await Task.WhenAll(jobs.Select(job => RunOneAsync(job, ct)));
        }
        while (jobs.Count == BatchSize);
    }

    private async Task RunOneAsync(ClaimedJob job, CancellationToken ct)
    {
        using var span = Spans.StartActivity($"{job.Kind} payment");
        JobRetry? retry;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            retry = await RunActAsync(job, scope.ServiceProvider, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            // A failing payment must neither block the others nor be retried without a wait.
            logger.LogWorkerFailed(error, $"{job.Kind} of payment {job.PaymentKey}");
            retry = AfterFailure(job);
        }

        await using var freshScope = scopes.CreateAsyncScope();
        await freshScope.ServiceProvider.GetRequiredService<PaymentJobs>().EndRunAsync(job, retry, ct);
    }

    /// <summary>Returns when the job runs again; null if it is done.</summary>
    private async Task<JobRetry?> RunActAsync(ClaimedJob job, IServiceProvider services, CancellationToken ct)
    {
        AlarmIfOverdue(job);
        return job.Kind switch
        {
            PaymentJobKind.Check => AfterCheck(job, await services.GetRequiredService<CompletePayment>()
                .RunAsync(job.PaymentKey, Source.Job, shopperId: null, ct)),
            PaymentJobKind.Expire => AfterCheck(
                job, await services.GetRequiredService<ExpireOrder>().RunAsync(job.PaymentKey, ct)),
            PaymentJobKind.Reconcile => await ReconcileAsync(job, services, ct),
            PaymentJobKind.Refund => AfterRefund(
                job, await services.GetRequiredService<RefundPayment>().RunAsync(job.PaymentKey, ct)),
            _ => throw new InvalidOperationException($"Unknown job {job.Kind}."),
        };
    }

    // A snapshot may list no disputes, so the webhooks that reported some are read again.
    private async Task<JobRetry?> ReconcileAsync(ClaimedJob job, IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<CommerceDb>();
        var reports = await db.Webhooks.AsNoTracking()
            .Where(webhook => webhook.PaymentKey == job.PaymentKey && webhook.ReceivedAt >= job.CreatedAt)
            .Where(webhook => DisputeReport.Types.Contains(webhook.Type))
            .OrderBy(webhook => webhook.ReceivedAt)
            .ToListAsync(ct);
        var result = await services.GetRequiredService<CompletePayment>().RunAsync(
            job.PaymentKey, job.Source, shopperId: null,
            [.. reports.Select(webhook => DisputeReport.Read(webhook.Type, webhook.Body, webhook.ReceivedAt)!)], ct);
        if (result?.Snapshot is not { Status: not ProviderStatus.Unavailable } snapshot)
        {
            return AfterFailure(job);
        }

        await services.GetRequiredService<DiscrepancyStore>()
            .RecordNightlyDiscrepanciesAsync(job.PaymentKey, snapshot, ct);
        return null;
    }

    // A settled payment has no CHECK job, so only the RECONCILE job finds a change: its wait has a short limit.
    private JobRetry AfterFailure(ClaimedJob job) => settings.RetryAfter(
        job.Attempts,
        job.Kind == PaymentJobKind.Reconcile ? settings.MaxReconcileDelay : settings.MaxUnavailableDelay);

    private JobRetry? AfterCheck(ClaimedJob job, CompletionResult? result) => result switch
    {
        { Payment.Status: not PaymentStatus.Pending } => null,
        { Snapshot.Status: ProviderStatus.Unavailable } => AfterFailure(job),
        _ => settings.RetryAfter(job.Attempts, settings.MaxCheckDelay),
    };

    private JobRetry AfterRefund(ClaimedJob job, RefundProgress progress) => progress switch
    {
        // The payment has removed the job, unless a new refund is due.
        RefundProgress.Done => settings.RetryAfter(attempts: 0, settings.MaxUnavailableDelay),
        RefundProgress.UnderWay or RefundProgress.Unknown or RefundProgress.NeedsBankAccount => AfterFailure(job),
        RefundProgress.Rejected => settings.RetryAfter(job.Attempts, settings.MaxRejectedDelay),
        _ => throw new InvalidOperationException($"Unknown progress {progress}."),
    };

    private void AlarmIfOverdue(ClaimedJob job)
    {
        if (job.Kind == PaymentJobKind.Refund && clock.GetUtcNow() - job.CreatedAt > settings.AlarmAfter)
        {
            logger.LogError(
                "The refund of payment {PaymentKey} has been due since {Since:u}. Check it in PortOne's console",
                job.PaymentKey, job.CreatedAt);
        }
    }
}
