using Shop.ServiceDefaults.Data;

namespace Shop.Account.SigningKeys;

/// <summary>Keeps this replica's signing keys equal to the stored ones.</summary>
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
                // The keys in memory remain usable: a next key is published a day before it signs.
                logger.LogWorkerFailed(error, "Refreshing the signing keys");
            }
        }
    }
}
