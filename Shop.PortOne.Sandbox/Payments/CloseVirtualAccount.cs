// An account that waits for a deposit is closed, and the payment is dead: cancelled with nothing captured.
//
// No webhook follows. Transaction.Cancelled always names a cancellation, and where no money came in there is none to
// name; Transaction.Failed would tell of a payment that is not FAILED. Whoever closes hears closedAt in the answer, and
// everyone else must ask, as a shop must anyway: which event the real provider sends here, if any, is not documented.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Closes a virtual account.</summary>
public sealed class CloseVirtualAccount(TimeProvider clock)
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
        books.Payments.Put(payment.Became(PaymentStatus.Cancelled, now) with { CancelledAt = now });
        return Reply.Ok(new { ClosedAt = now });
    }
}
