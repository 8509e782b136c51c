// Runs the reconciliations. Each has its own loop, so that a long nightly run does not delay the event reconciliation.
// The loops run in every replica. The lease lets one replica at a time reconcile, and all replicas report the same
// figures.
using Shop.Commerce.Disputes;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Payments;

/// <summary>Reconciles the ledger with PortOne in the background.</summary>
public sealed class ReconciliationWorker(
    IServiceScopeFactory scopes, ReconciliationHealth figure, ReconciliationSettings settings, TimeProvider clock,
    ILogger<ReconciliationWorker> logger) : BackgroundService
{
    // How often a loop polls within one interval; a due run starts at most a quarter of the interval late.
    private const int LooksPerRound = 4;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync<ReconcileEvents>((act, ct) => act.RunAsync(ct), stoppingToken),
        LoopAsync<ReconcileNightly>((act, ct) => act.RunAsync(ct), stoppingToken),
        LoopAsync<DiscrepancyStore>(async (books, ct) => figure.Show(await books.TotalAsync(ct)), stoppingToken),
        LoopAsync<CountOpenDisputes>((act, ct) => act.RunAsync(ct), stoppingToken));

    private async Task LoopAsync<TAct>(Func<TAct, CancellationToken, Task> runAsync, CancellationToken stopping)
        where TAct : notnull
    {
        using var timer = new PeriodicTimer(settings.Every / LooksPerRound, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await runAsync(scope.ServiceProvider.GetRequiredService<TAct>(), stopping);
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                logger.LogWorkerFailed(error, typeof(TAct).Name);
            }
        }
    }
}

/// <summary>Registers the reconciliation.</summary>
public static class ReconciliationRegistration
{
    public static void AddComparison(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<ReconciliationSettings>("Reconciliation")
            .Validate(settings => settings.NightlyDays > 0, "Reconciliation:NightlyDays must be a positive number.");
        builder.Services.AddSingleton<ReconciliationHealth>();
        builder.Services.AddScoped<ReconciliationLease>().AddScoped<DiscrepancyStore>();
        builder.Services.AddScoped<ReadPortOneEvents>().AddScoped<ReportDifferences>().AddScoped<RecheckPayment>();
        builder.Services.AddScoped<ReconcileEvents>().AddScoped<ReconcileNightly>();
        builder.Services.AddSingleton<DisputeGauge>().AddScoped<CountOpenDisputes>();
        builder.Services.AddHostedService<ReconciliationWorker>();
        builder.Services.AddHealthChecks().AddCheck<ReconciliationHealth>("reconciliation");

        // ReconcileEvents logs the figures when they change; without this filter every failing probe would log them
        // too.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error);
    }
}
