// The shopper cancels an order before it ships. If the order is not known to be paid, the payment is retrieved from
// PortOne first: captured money is recorded and refunded as for any paid order. This act only records the decision;
// the refund job sends the refund.
using Shop.Commerce.Orders.Addresses;

namespace Shop.Commerce.Orders;

/// <summary>The result of cancelling an order.</summary>
public abstract record CancelOrderOutcome
{
    /// <summary>The order is cancelled, by this call or an earlier one.</summary>
    public sealed record Cancelled(PaymentStatus Payment) : CancelOrderOutcome;

    /// <summary>The order has shipped, was delivered or has expired.</summary>
    public sealed record TooLate(OrderStatus Order) : CancelOrderOutcome;

    /// <summary>
    /// It is not known yet whether the order is paid. The order was not cancelled; the caller may retry.
    /// </summary>
    public sealed record TryAgain : CancelOrderOutcome;

    /// <summary>The shopper has no such order.</summary>
    public sealed record NotFound : CancelOrderOutcome;
}

/// <summary>Cancels an order before it ships.</summary>
public sealed class CancelOrder(
    CommerceDb db, CompletePayment complete, LoadOrderForUpdate loadForUpdate, ShippingEncryption encryption,
    ILogger<CancelOrder> logger)
{
    public async Task<CancelOrderOutcome> RunAsync(
        Guid orderId, string reason, CurrentShopper me, CancellationToken ct)
    {
        var paymentKey = await db.Orders
            .Where(order => order.Id == orderId && order.ShopperId == me.Id)
            .Select(order => order.Payment.Key)
            .SingleOrDefaultAsync(ct);
        if (paymentKey is null)
        {
            return new CancelOrderOutcome.NotFound();
        }

        // Retrieves the payment from PortOne unless it is settled already.
        var result = await complete.RunAsync(paymentKey, Source.Shopper, me.Id, ct);
        if (result is null or { Payment.Status: PaymentStatus.Pending, MayStillBePaid: true })
        {
            return new CancelOrderOutcome.TryAgain();
        }

        // Encrypted before the lock is taken: the key may have to be loaded.
        var encryptedReason = encryption.EncryptReason(orderId, reason);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await loadForUpdate.RunAsync(paymentKey, ct);
        var (order, payment) = (locked.Order, locked.Payment);
        switch (order.Status)
        {
            case OrderStatus.Pending:
                payment.Close();
                order.CancelFor(encryptedReason, locked.Now);
                locked.Record(LedgerEntryKind.Closed, Source.Shopper);
                break;
            case OrderStatus.Ready:
                payment.RequireFullRefund(RefundReason.CancelledByShopper, locked.Now);
                order.CancelFor(encryptedReason, locked.Now);
                locked.Record(
                    LedgerEntryKind.RefundRequired, Source.Shopper, payment.RefundableMinor,
                    RefundReason.CancelledByShopper);
                break;
            case OrderStatus.Cancelled:
                return new CancelOrderOutcome.Cancelled(payment.Status);
            case OrderStatus.Shipped or OrderStatus.Delivered or OrderStatus.Expired:
                return new CancelOrderOutcome.TooLate(order.Status);
            default:
                throw new InvalidOperationException($"Unknown status {order.Status}.");
        }

        await locked.SaveAsync(ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation(
            "Order {OrderId} cancelled by its shopper; payment {PaymentKey} is {Payment}", orderId, paymentKey,
            payment.Status);
        return new CancelOrderOutcome.Cancelled(payment.Status);
    }
}
