// By day and by night, each in a loop of its own: a long night never keeps the day from being looked at. Every replica
// tries; one at a time compares, and all show the same figure.
using Shop.Commerce.Disputes;
using Shop.ServiceDefaults;
using Shop.ServiceDefaults.Data;

namespace Shop.Commerce.Payments;

/// <summary>Compares the ledger with PortOne for as long as the shop runs.</summary>
public sealed class ComparisonWorker(
    IServiceScopeFactory scopes, ComparisonFigure figure, ComparisonSettings settings, TimeProvider clock,
    ILogger<ComparisonWorker> logger) : BackgroundService
{
    // A round begins when it is due, or at most this part of the time between rounds later.
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

/// <summary>What comparing needs.</summary>
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

        // The figure is logged when it changes; each probe would log it again for as long as it is not 0.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error);
    }
}
