// Withdrawals are rare, so shoppers are processed one at a time until none is due, then again at the next tick.
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Shoppers;

/// <summary>Detects withdrawals and erases data of withdrawn shoppers. Runs in every replica.</summary>
public sealed class WithdrawalWorker(
    IServiceScopeFactory scopes, WithdrawalSettings settings, TimeProvider clock, ILogger<WithdrawalWorker> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RunUntilNothingIsDueAsync<ConfirmWithdrawal>(confirm => confirm.RunAsync(stoppingToken), stoppingToken);
            await RunUntilNothingIsDueAsync<EraseWithdrawn>(erase => erase.RunAsync(stoppingToken), stoppingToken);
        }
    }

    private async Task RunUntilNothingIsDueAsync<TAct>(Func<TAct, Task<bool>> runAsync, CancellationToken stopping)
        where TAct : notnull
    {
        try
        {
            bool maybeAnother;
            do
            {
                await using var scope = scopes.CreateAsyncScope();
                maybeAnother = await runAsync(scope.ServiceProvider.GetRequiredService<TAct>());
            }
            while (maybeAnother);
        }
        catch (Exception error)
            when (error is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            logger.LogWorkerFailed(error, typeof(TAct).Name);
        }
    }
}
