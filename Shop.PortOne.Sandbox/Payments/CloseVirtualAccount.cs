// An account that waits for a deposit is closed, and the payment is dead: cancelled with nothing captured.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Closes a virtual account.</summary>
public sealed class CloseVirtualAccount(AnnounceTransaction announce, TimeProvider clock)
{
    public Reply Run(Books books, string paymentId)
    {
        if (books.Payments.Find(paymentId) is not { } payment)
        {
            return Refusals.PaymentNotFound;
        }

        if (payment.Status != PaymentStatus.VirtualAccountIssued)
        {
            return Refusals.NotWaitingForDeposit;
        }

        var now = clock.GetUtcNow();
        var closed = payment.Became(PaymentStatus.Cancelled, now) with { CancelledAt = now };
        books.Payments.Put(announce.Run(books, closed, TransactionEvent.Cancelled));
        return Reply.Ok(new { ClosedAt = now });
    }
}
