namespace Shop.Commerce.Reconciliation;

/// <summary>Puts the stored discrepancies into this replica's metrics and health check.</summary>
public sealed class CountDiscrepancies(DiscrepancyStore discrepancies, ReconciliationHealth health)
{
    public async Task RunAsync(CancellationToken ct) => health.Set(await discrepancies.TotalAsync(ct));
}
