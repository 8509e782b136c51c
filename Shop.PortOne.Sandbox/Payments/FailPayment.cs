// The payment gateway declines an attempt. The payment can be attempted again under the same id.
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Ends an attempt without a capture.</summary>
public sealed class FailPayment(AnnounceTransaction announce, TimeProvider clock)
{
    /// <summary>Returns the failed payment; null if it is captured or CANCELLED and so cannot fail.</summary>
    public Payment? Run(SandboxState state, Payment payment, string transactionId, Failure failure)
    {
        if (payment.WasCaptured || payment.Status == PaymentStatus.Cancelled)
        {
            return null;
        }

        var failed = payment.In(transactionId).Became(PaymentStatus.Failed, clock.GetUtcNow(), failure: failure);
        failed = announce.Run(state, failed, TransactionEvent.Failed);
        state.Payments.Put(failed);
        return failed;
    }
}
