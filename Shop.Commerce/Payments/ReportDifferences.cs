using Shop.Commerce.Data;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>Hands payments about which PortOne's list and the ledger differ to <see cref="CompletePayment"/>.</summary>
public sealed class ReportDifferences(
    CommerceDb db, IServiceScopeFactory scopes, ILogger<ReportDifferences> logger)
{
    /// <summary>
    /// One after the other, until PortOne cannot be asked: then it would not tell of the others either, and whoever
    /// compares next begins with another one, for the case that it is this payment's fault.
    /// </summary>
    public async Task RunAsync(IReadOnlyList<string> paymentKeys, CancellationToken ct)
    {
        foreach (var paymentKey in paymentKeys)
        {
            if (await RunOneAsync(paymentKey, ct) is { Outcome: PaymentOutcome.CannotBeAsked })
            {
                return;
            }
        }
    }

    /// <summary>What PortOne said about it; null when it is not ours, or could not be recorded.</summary>
    public async Task<PaymentObservation?> RunOneAsync(string paymentKey, CancellationToken ct)
    {
        await db.LetGoAsync();
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            var stands = await scope.ServiceProvider.GetRequiredService<CompletePayment>()
                .RunAsync(paymentKey, Reporter.Comparison, shopperId: null, ct);
            return stands?.Seen;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // One payment that fails must not keep the others from being compared.
            logger.LogError(error, "Payment {PaymentKey} differs at PortOne and could not be completed", paymentKey);
            return null;
        }
    }
}
