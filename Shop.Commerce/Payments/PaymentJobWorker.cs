// Runs the due jobs on payments: checks payments without a report, sends refunds, and expires orders whose time to pay
// is over. It runs in every replica. Each kind of job has its own loop, so that slow refunds never delay the checks.
// Every job calls the same act as the endpoints do (CompletePayment, RefundPayment, ExpireOrder).
using System.Diagnostics;
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Payments;

/// <summary>Runs the jobs on payments until the payments are settled.</summary>
public sealed class PaymentJobWorker(
    IServiceScopeFactory scopes, MoneySettings settings, TimeProvider clock, ILogger<PaymentJobWorker> logger)
    : BackgroundService
{
    private const int AtOnce = 8;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Enum.GetValues<PaymentJobKind>().Select(kind => LoopAsync(kind, stoppingToken)));

    private async Task LoopAsync(PaymentJobKind kind, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(settings.LookEvery, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                while (await RunBatchAsync(kind, ct) == AtOnce)
                {
                    // A full batch means that more may be due.
                }
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                logger.LogWorkerFailed(error, $"The payment sweep ({kind})");
            }
        }
    }

    private async Task<int> RunBatchAsync(PaymentJobKind kind, CancellationToken ct)
    {
        var tasks = await ClaimAsync(kind, ct);
        await Task.WhenAll(tasks.Select(task => RunTaskAsync(task, ct)));
        return tasks.Count;
    }

    // Uses a separate scope, so that its connection is returned before the calls to PortOne.
    private async Task<IReadOnlyList<PaymentJob>> ClaimAsync(PaymentJobKind kind, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaymentJobs>().ClaimAsync(kind, AtOnce, ct);
    }

    private async Task RunTaskAsync(PaymentJob task, CancellationToken ct)
    {
        using var span = JobSpans.Start($"{task.Kind} payment");
        if (task.Kind == PaymentJobKind.Refund && clock.GetUtcNow() - task.Since > settings.AlarmAfter)
        {
            logger.LogError(
                "The refund of payment {PaymentKey} has been due since {Since:u}. Check it in PortOne's console",
                task.PaymentKey, task.Since);
        }

        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        TimeSpan after;
        try
        {
            after = task.Kind switch
            {
                PaymentJobKind.Check => AfterAsking(task, await services.GetRequiredService<CompletePayment>()
                    .RunAsync(task.PaymentKey, Source.Sweep, shopperId: null, ct)),
                PaymentJobKind.Expire => AfterAsking(task, await services.GetRequiredService<ExpireOrder>()
                    .RunAsync(task.PaymentKey, ct)),
                PaymentJobKind.Refund => AfterRefunding(task, await services.GetRequiredService<RefundPayment>()
                    .RunAsync(task.PaymentKey, ct)),
                _ => throw new InvalidOperationException($"Unknown task {task.Kind}."),
            };
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            // A failing payment must neither block the others nor be retried without a wait.
            logger.LogWorkerFailed(error, $"{task.Kind} of payment {task.PaymentKey}");
            after = settings.RetryAfter(task.Tries, settings.AwayAtLeastEvery);
        }

        await using var freshScope = scopes.CreateAsyncScope();
        await freshScope.ServiceProvider.GetRequiredService<PaymentJobs>().PostponeAsync(task, after, ct);
    }

    private TimeSpan AfterAsking(PaymentJob task, CompletionResult? stands) => settings.RetryAfter(
        task.Tries,
        stands?.Snapshot?.Status == ProviderStatus.Unavailable
            ? settings.AwayAtLeastEvery
            : settings.CheckAtLeastEvery);

    private TimeSpan AfterRefunding(PaymentJob task, RefundProgress progress) => progress switch
    {
        RefundProgress.Done => settings.AgainAfter, // The schema has deleted the job, unless a new refund is due.
        RefundProgress.UnderWay or RefundProgress.Unknown or RefundProgress.NeedsAccount =>
            settings.RetryAfter(task.Tries, settings.AwayAtLeastEvery),
        RefundProgress.Refused => settings.RetryAfter(task.Tries, settings.RefusedAtLeastEvery),
        _ => throw new InvalidOperationException($"Unknown progress {progress}."),
    };
}
