namespace Shop.Commerce.Jobs;

public static class PaymentJobRegistration
{
    /// <summary>Registers the job table and a worker for each kind of job.</summary>
    public static void AddPaymentJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<PaymentJobs>().AddSingleton<RunPaymentJobs>();
        foreach (var kind in Enum.GetValues<PaymentJobKind>())
        {
            builder.Services.AddPeriodicWorker<RunPaymentJobs>(
                $"Running jobs ({kind})",
                services => PollIntervalOf(kind, services.GetRequiredService<MoneySettings>()),
                (jobs, ct) => jobs.RunAsync(kind, ct));
        }
    }

    private static TimeSpan PollIntervalOf(PaymentJobKind kind, MoneySettings settings) =>
        kind == PaymentJobKind.Reconcile ? settings.ReconcilePollInterval : settings.PollInterval;
}
