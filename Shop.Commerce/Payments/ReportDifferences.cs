using Shop.Commerce.Data;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>Hands payments about which PortOne's list and the ledger differ to <see cref="CompletePayment"/>.</summary>
public sealed class ReportDifferences(
    CommerceDb db, IServiceScopeFactory scopes, ILogger<ReportDifferences> logger)
{
    /// <summary>
    /// Completes the payments one after the other and stops when PortOne is unavailable, because the others would fail
    /// too. The order is random, so the next run begins with another payment in case only this one fails.
    /// </summary>
    public async Task RunAsync(IReadOnlyList<string> paymentKeys, CancellationToken ct)
    {
        foreach (var paymentKey in paymentKeys)
        {
            if (await RunOneAsync(paymentKey, ct) is { Status: ProviderStatus.Unavailable })
            {
                return;
            }
        }
    }

    /// <summary>Returns PortOne's snapshot; null if the payment is not ours or could not be recorded.</summary>
    public async Task<PaymentSnapshot?> RunOneAsync(string paymentKey, CancellationToken ct)
    {
        await db.LetGoAsync();
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            var stands = await scope.ServiceProvider.GetRequiredService<CompletePayment>()
                .RunAsync(paymentKey, Source.Comparison, shopperId: null, ct);
            return stands?.Snapshot;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // A failing payment must not block the reconciliation of the others.
            logger.LogError(error, "Payment {PaymentKey} differs from PortOne and could not be completed", paymentKey);
            return null;
        }
    }
}
