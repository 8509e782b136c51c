// Runs the reconciliations. Each has its own loop, so that a long nightly run does not delay the event reconciliation.
// The loops run in every replica. The lease lets one replica at a time reconcile, and all replicas report the same
// figures.
using Shop.Commerce.Disputes;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Payments;

/// <summary>Reconciles the ledger with PortOne in the background.</summary>
public sealed class ComparisonWorker(
    IServiceScopeFactory scopes, ComparisonFigure figure, ComparisonSettings settings, TimeProvider clock,
    ILogger<ComparisonWorker> logger) : BackgroundService
{
    // How often a loop polls within one interval; a due run starts at most a quarter of the interval late.
    private const int LooksPerRound = 4;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync<ComparePayments>((act, ct) => act.RunAsync(ct), stoppingToken),
        LoopAsync<CompareByNight>((act, ct) => act.RunAsync(ct), stoppingToken),
        LoopAsync<ComparisonBooks>(async (books, ct) => figure.Show(await books.FigureAsync(ct)), stoppingToken),
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
public static class ComparisonRegistration
{
    public static void AddComparison(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<ComparisonSettings>("Comparison")
            .Validate(settings => settings.NightlyDays > 0, "Comparison:NightlyDays must be a positive number.");
        builder.Services.AddSingleton<ComparisonFigure>();
        builder.Services.AddScoped<ComparisonRounds>().AddScoped<ComparisonBooks>();
        builder.Services.AddScoped<ReadPortOneEvents>().AddScoped<ReportDifferences>().AddScoped<ExaminePayment>();
        builder.Services.AddScoped<ComparePayments>().AddScoped<CompareByNight>();
        builder.Services.AddSingleton<DisputeGauge>().AddScoped<CountOpenDisputes>();
        builder.Services.AddHostedService<ComparisonWorker>();
        builder.Services.AddHealthChecks().AddCheck<ComparisonFigure>("reconciliation");

        // ComparePayments logs the figures when they change; without this filter every failing probe would log them
        // too.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error);
    }
}
