using Shop.Commerce.Disputes;

namespace Shop.Commerce.Reconciliation;

public static class ReconciliationRegistration
{
    // How often a worker polls within one interval; a due run starts at most a quarter of the interval late.
    private const int PollsPerInterval = 4;

    public static void AddReconciliation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSettings<ReconciliationSettings>("Reconciliation")
            .Validate(settings => settings.NightlyDays > 0, "Reconciliation:NightlyDays must be a positive number.");
        builder.Services.AddSingleton<ReconciliationHealth>();
        builder.Services.AddScoped<ReconciliationLease>().AddScoped<DiscrepancyStore>();
        builder.Services.AddScoped<ReadPortOneEvents>().AddScoped<ReconcileEvents>().AddScoped<ReconcileNightly>();
        builder.Services.AddSingleton<DisputeGauge>().AddScoped<CountOpenDisputes>().AddScoped<CountDiscrepancies>();
        // Every replica runs them. The lease lets one replica at a time reconcile, and all replicas report the same
        // figures.
        AddWorker<ReconcileEvents>("The reconciliation of events", (act, ct) => act.RunAsync(ct));
        AddWorker<ReconcileNightly>("The nightly reconciliation", (act, ct) => act.RunAsync(ct));
        AddWorker<CountDiscrepancies>("Counting discrepancies", (act, ct) => act.RunAsync(ct));
        AddWorker<CountOpenDisputes>("Counting disputes", (act, ct) => act.RunAsync(ct));
        builder.Services.AddHealthChecks().AddCheck<ReconciliationHealth>("reconciliation");

        // ReconcileEvents logs the figures when they change. Without this filter every failing probe logs them too.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error);

        void AddWorker<TAct>(string name, Func<TAct, CancellationToken, Task> runAsync) where TAct : notnull =>
            builder.Services.AddPeriodicWorker(
                name,
                services => services.GetRequiredService<ReconciliationSettings>().Interval / PollsPerInterval,
                runAsync);
    }
}
