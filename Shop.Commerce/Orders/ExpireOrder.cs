// Ends an order that was not paid in time. The order ends only if PortOne confirms that nothing was captured, never
// because of the time alone. A capture that arrives later is refunded.

namespace Shop.Commerce.Orders;

/// <summary>Ends an order that was not paid in time.</summary>
public sealed class ExpireOrder(
    CommerceDb db, CompletePayment complete, LoadOrderForUpdate loadForUpdate, ILogger<ExpireOrder> logger)
{
    /// <summary>Returns the result of completing the payment; null if there is no such payment.</summary>
    public async Task<CompletionResult?> RunAsync(string paymentKey, CancellationToken ct)
    {
        var result = await complete.RunAsync(paymentKey, Source.Job, shopperId: null, ct);
        if (result is not { Payment.Status: PaymentStatus.Pending, MayStillBePaid: false })
        {
            return result;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await loadForUpdate.RunAsync(paymentKey, ct);
        var order = locked.Order;
        if (order.Status != OrderStatus.Pending || order.ExpiresAt > locked.Now)
        {
            return result; // Settled meanwhile, or a new payment attempt has extended the time to pay.
        }

        order.Payment.Close();
        order.Expire(locked.Now);
        locked.Record(LedgerEntryKind.Closed, Source.Job);
        await locked.SaveAsync(ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation("Order {OrderId} expired; payment {PaymentKey} is closed", order.Id, paymentKey);
        return result with { Loaded = locked.Current };
    }
}
