// Captures the payment: adds the ledger entry and the webhook.
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Captures a payment in one of its windows.</summary>
public sealed class ApprovePayment(AnnounceTransaction announce, TimeProvider clock)
{
    /// <summary>Returns the paid payment; null if it was captured before or is CANCELLED.</summary>
    public Payment? Run(SandboxState state, Payment payment, string transactionId)
    {
        if (payment.WasCaptured || payment.Status == PaymentStatus.Cancelled)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var paid = payment.In(transactionId).Paid($"pg-{transactionId}", now);
        state.Ledger.Put(new(
            state.Ledger.Count,
            LedgerEntryType.Paid,
            paid.Id,
            transactionId,
            paid.Order.TotalAmount,
            paid.Order.Currency,
            now));
        paid = announce.Run(state, paid, TransactionEvent.Paid);
        state.Payments.Put(paid);
        return paid;
    }
}
