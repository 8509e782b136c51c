namespace Shop.Commerce.Reconciliation;

/// <summary>Shows the stored discrepancies in this replica's metrics and health check.</summary>
public sealed class CountDiscrepancies(DiscrepancyStore discrepancies, ReconciliationHealth health)
{
    public async Task RunAsync(CancellationToken ct) => health.Show(await discrepancies.TotalAsync(ct));
}
