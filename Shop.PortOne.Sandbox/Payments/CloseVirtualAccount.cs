// Closes a virtual account that waits for a deposit. The payment becomes CANCELLED without a capture, which is final.
//
// No webhook is sent. Transaction.Cancelled always names a cancellation, and an uncaptured payment has none;
// Transaction.Failed would report a payment that is not FAILED. The caller gets closedAt in the response; others must
// retrieve the payment. Which event the real provider sends here, if any, is not documented.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Closes a virtual account.</summary>
public sealed class CloseVirtualAccount(TimeProvider clock)
{
    public Reply Run(SandboxState state, string paymentId)
    {
        if (state.Payments.Find(paymentId) is not { } payment)
        {
            return Refusals.PaymentNotFound;
        }

        if (payment.Status != PaymentStatus.VirtualAccountIssued)
        {
            return Refusals.NotWaitingForDeposit;
        }

        var now = clock.GetUtcNow();
        state.Payments.Put(payment.Became(PaymentStatus.Cancelled, now) with { CancelledAt = now });
        return Reply.Ok(new { ClosedAt = now });
    }
}
