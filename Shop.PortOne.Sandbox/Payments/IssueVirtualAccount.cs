// Issues a virtual account. The payment is captured only by the deposit, which may come hours later or never.
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Issues an account that waits for a deposit.</summary>
public sealed class IssueVirtualAccount(AnnounceTransaction announce, TimeProvider clock)
{
    private static readonly TimeSpan Open = TimeSpan.FromDays(1);

    /// <summary>Returns the waiting payment; null if no account can be issued for it.</summary>
    public Payment? Run(SandboxState state, Payment payment, string transactionId)
    {
        if (!payment.CanBeAttempted)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var account = new VirtualAccount(
            "SHINHAN", $"562{now.ToUnixTimeMilliseconds() % 100_000_000_000:D11}", "Sandbox", now, now + Open);
        var issued = payment.In(transactionId)
            .Became(PaymentStatus.VirtualAccountIssued, now, $"pg-{transactionId}") with
        { VirtualAccount = account };
        issued = issued with
        {
            Attempt = issued.Attempt with { Order = issued.Order with { Method = PayMethod.VirtualAccount } },
        };
        issued = announce.Run(state, issued, TransactionEvent.VirtualAccountIssued);
        state.Payments.Put(issued);
        return issued;
    }
}
