// Ends a cancellation, either at once or later if it was REQUESTED first.
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>Records the outcome of a cancellation.</summary>
public sealed class SettleCancellation(AnnounceTransaction announce, TimeProvider clock)
{
    public Cancellation Run(
        SandboxState state, Payment payment, Cancellation requested, bool succeeds, bool skipWebhook = false)
    {
        var now = clock.GetUtcNow();
        if (!succeeds)
        {
            // The provider has no event for this, so the merchant must retrieve the payment.
            var failed = requested with { Status = CancellationStatus.Failed };
            state.Payments.Put(payment.WithCancellation(failed, now));
            return failed;
        }

        var done = requested with
        {
            Status = CancellationStatus.Succeeded,
            PgCancellationId = $"pg-cancel-{requested.Id}",
            CancelledAt = now,
        };
        var after = payment.WithCancellation(done, now);
        var isAll = after.Status == PaymentStatus.Cancelled;
        state.Ledger.Put(new(
            state.Ledger.Count,
            isAll ? LedgerEntryType.Cancelled : LedgerEntryType.PartialCancelled,
            payment.Id,
            payment.Attempt.TransactionId,
            done.TotalAmount,
            payment.Order.Currency,
            now,
            done.Id,
            done.Reason));
        state.Payments.Put(skipWebhook
            ? after
            : announce.Run(
                state, after, isAll ? TransactionEvent.Cancelled : TransactionEvent.PartialCancelled, done.Id));
        return done;
    }
}
