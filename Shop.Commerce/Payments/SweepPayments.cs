// Runs the due jobs on payments: checks payments without a report, sends refunds, and expires orders whose time to pay
// is over. It runs in every replica. Each kind of job has its own loop, so that slow refunds never delay the checks.
// Every job calls the same act as the endpoints do (CompletePayment, RefundPayment, ExpireOrder).
using System.Diagnostics;
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Payments;

/// <summary>Runs the jobs on payments until the payments are settled.</summary>
public sealed class SweepPayments(
    IServiceScopeFactory scopes, MoneySettings settings, TimeProvider clock, ILogger<SweepPayments> logger)
    : BackgroundService
{
    private const int AtOnce = 8;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Enum.GetValues<PaymentTaskKind>().Select(kind => LoopAsync(kind, stoppingToken)));

    private async Task LoopAsync(PaymentTaskKind kind, CancellationToken ct)
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

    private async Task<int> RunBatchAsync(PaymentTaskKind kind, CancellationToken ct)
    {
        var tasks = await ClaimAsync(kind, ct);
        await Task.WhenAll(tasks.Select(task => RunTaskAsync(task, ct)));
        return tasks.Count;
    }

    // Uses a separate scope, so that its connection is returned before the calls to PortOne.
    private async Task<IReadOnlyList<PaymentTask>> ClaimAsync(PaymentTaskKind kind, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaymentTasks>().ClaimAsync(kind, AtOnce, ct);
    }

    private async Task RunTaskAsync(PaymentTask task, CancellationToken ct)
    {
        using var span = JobSpans.Start($"{task.Kind} payment");
        if (task.Kind == PaymentTaskKind.Refund && clock.GetUtcNow() - task.Since > settings.AlarmAfter)
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
                PaymentTaskKind.Check => AfterAsking(task, await services.GetRequiredService<CompletePayment>()
                    .RunAsync(task.PaymentKey, Reporter.Sweep, shopperId: null, ct)),
                PaymentTaskKind.Expire => AfterAsking(task, await services.GetRequiredService<ExpireOrder>()
                    .RunAsync(task.PaymentKey, ct)),
                PaymentTaskKind.Refund => AfterRefunding(task, await services.GetRequiredService<RefundPayment>()
                    .RunAsync(task.PaymentKey, ct)),
                _ => throw new InvalidOperationException($"Unknown task {task.Kind}."),
            };
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            // A failing payment must neither block the others nor be retried without a wait.
            logger.LogWorkerFailed(error, $"{task.Kind} of payment {task.PaymentKey}");
            after = settings.Again(task.Tries, settings.AwayAtLeastEvery);
        }

        await using var freshScope = scopes.CreateAsyncScope();
        await freshScope.ServiceProvider.GetRequiredService<PaymentTasks>().PutOffAsync(task, after, ct);
    }

    private TimeSpan AfterAsking(PaymentTask task, Completion? stands) => settings.Again(
        task.Tries,
        stands?.Seen?.Outcome == PaymentOutcome.CannotBeAsked
            ? settings.AwayAtLeastEvery
            : settings.CheckAtLeastEvery);

    private TimeSpan AfterRefunding(PaymentTask task, RefundProgress progress) => progress switch
    {
        RefundProgress.Done => settings.AgainAfter, // The schema has deleted the job, unless a new refund is due.
        RefundProgress.UnderWay or RefundProgress.Unknown or RefundProgress.NeedsAccount =>
            settings.Again(task.Tries, settings.AwayAtLeastEvery),
        RefundProgress.Refused => settings.Again(task.Tries, settings.RefusedAtLeastEvery),
        _ => throw new InvalidOperationException($"Unknown progress {progress}."),
    };
}
