// Captures the payment: adds the ledger entry and the webhook.
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Captures a payment in one of its windows.</summary>
public sealed class ApprovePayment(AnnounceTransaction announce, TimeProvider clock)
{
    /// <summary>Returns the paid payment; null if it was captured before or is CANCELLED.</summary>
    public Payment? Run(SandboxState books, Payment payment, string transactionId)
    {
        if (payment.WasCaptured || payment.Status == PaymentStatus.Cancelled)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var paid = payment.In(transactionId).Paid($"pg-{transactionId}", now);
        books.Ledger.Put(new(
            books.Ledger.Count,
            LedgerEntryType.Paid,
            paid.Id,
            transactionId,
            paid.Order.TotalAmount,
            paid.Order.Currency,
            now));
        paid = announce.Run(books, paid, TransactionEvent.Paid);
        books.Payments.Put(paid);
        return paid;
    }
}
