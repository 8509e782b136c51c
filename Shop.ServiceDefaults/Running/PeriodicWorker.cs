// The one kind of background loop: it runs an act at a fixed interval, each time in a new scope, in every replica. A
// run that fails is logged and repeated at the next tick.
using Shop.ServiceDefaults.Data;

namespace Shop.ServiceDefaults;

public sealed class PeriodicWorker<TAct>(
    string name, TimeSpan every, Func<TAct, CancellationToken, Task> runAsync, IServiceScopeFactory scopes,
    TimeProvider clock, ILogger<TAct> logger) : BackgroundService
    where TAct : notnull
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await runAsync(scope.ServiceProvider.GetRequiredService<TAct>(), stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWorkerFailed(error, name);
            }
        }
    }
}

public static class PeriodicWorkerRegistration
{
    /// <summary>Runs an act in the background; a failed run is logged under this name.</summary>
    public static IServiceCollection AddPeriodicWorker<TAct>(
        this IServiceCollection services, string name, Func<IServiceProvider, TimeSpan> every,
        Func<TAct, CancellationToken, Task> runAsync)
        where TAct : notnull =>
        // Not AddHostedService, which would register an act only once: the payment jobs have a worker for each kind.
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<PeriodicWorker<TAct>>(
            provider, name, every(provider), runAsync));
}
