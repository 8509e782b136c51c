// Opens the payment window: adds an attempt to an id that has not succeeded yet.
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Starts an attempt.</summary>
public sealed class OpenPayment(AnnounceTransaction announce, TimeProvider clock)
{
    /// <summary>Returns the payment with its new attempt; null if the id can no longer be attempted.</summary>
    public Payment? Run(SandboxState state, string paymentId, PaymentOrder order)
    {
        var known = state.Payments.Find(paymentId);
        if (known is { CanBeAttempted: false })
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var attempt = new Attempt(ProviderIds.New(now), order, PaymentStatus.Ready, now, now);
        var payment = known?.Reopened(attempt) ?? Payment.Opened(paymentId, attempt);
        payment = announce.Run(state, payment, TransactionEvent.Ready);
        state.Payments.Put(payment);
        return payment;
    }
}
