namespace Shop.Commerce.Ledger;

public static class LedgerRegistration
{
    /// <summary>Registers the acts on the ledger, and the worker that writes its checkpoints.</summary>
    public static void AddLedger(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<VerifyLedger>().AddScoped<CheckpointLedger>();
        builder.Services.AddPeriodicWorker<CheckpointLedger>(
            "Writing a ledger checkpoint",
            services => services.GetRequiredService<MoneySettings>().CheckpointInterval,
            (act, ct) => act.RunAsync(ct));
    }
}
