using Shop.ServiceDefaults.Data;

namespace Shop.Account.SigningKeys;

/// <summary>Keeps this replica's keys those of all replicas.</summary>
public sealed class SigningKeyWorker(
    IServiceScopeFactory scopes, SigningKeyRing ring, SigningKeySettings settings, TimeProvider clock,
    ILogger<SigningKeyWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                ring.Hold(await scope.ServiceProvider.GetRequiredService<RotateSigningKeys>().RunAsync(stoppingToken));
            }
            catch (Exception error)
                when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The keys in memory serve on; a day is left before one is missed.
                logger.LogWorkerFailed(error, "Looking at the signing keys");
            }
        }
    }
}
