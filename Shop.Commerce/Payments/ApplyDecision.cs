// Applies a decision to the order, its payment and the ledger. Called by CompletePayment under the order's lock. It
// only changes tracked entities; the caller saves all of them in one transaction.
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>Applies the decision about a snapshot.</summary>
internal sealed class ApplyDecision(
    LockedOrder locked, PaymentSnapshot seen, Source source, DateTimeOffset now)
{
    private readonly List<LedgerEntry> _events = [];

    private Order Order => locked.Order;

    private Payment Payment => locked.Payment;

    /// <summary>Changes order and payment; returns the new ledger entries.</summary>
    public IReadOnlyList<LedgerEntry> Apply(Decision decision)
    {
        switch (decision.Verdict)
        {
            case Verdict.None or Verdict.Wait:
                break;
            case Verdict.RecordAttempt:
                RecordAttempt();
                break;
            case Verdict.Close:
                Payment.Close();
                Order.Cancel(now);
                Record(LedgerEntryKind.Closed);
                break;
            case Verdict.AcceptCapture:
                Payment.MarkPaid(seen.Capture!, now);
                Order.MarkReady(now);
                RecordCapture(LedgerEntryKind.Paid, decision.Reason);
                break;
            case Verdict.RefundCapture:
                Payment.RefundCapture(seen.Capture!, decision.Reason!.Value, now);
                Order.CancelUnpaid(now);
                RecordCapture(LedgerEntryKind.RefundDue, decision.Reason);
                RecordRefunds();
                break;
            case Verdict.RecordRefunds:
                RecordRefunds();
                break;
            case Verdict.Mismatch:
                RecordMismatch();
                break;
            default:
                throw new InvalidOperationException($"Unknown verdict {decision.Verdict}.");
        }

        return _events;
    }

    private void RecordAttempt()
    {
        if (seen.Attempt is { } attempt
            && Order.RecordAttempt(attempt)
            && seen.Status is ProviderStatus.Failed)
        {
            Record(LedgerEntryKind.Declined, reference: attempt.Id);
        }
    }

    private void RecordCapture(LedgerEntryKind kind, RefundReason? because) =>
        Record(kind, Payment.CapturedMinor, because, seen.Capture!.TransactionId);

    private void RecordRefunds()
    {
        // First, because the sum of a cancellation from outside and an impossible open refund may exceed the capture.
        var ended = Payment.UpdateOpenRefund(seen) ? Payment.OpenRefund : null;
        if (ended is not null)
        {
            Payment.RejectRefund(ended);
            Record(LedgerEntryKind.RefundRefused, ended.AmountMinor, reference: $"{ended.Id:D}");
        }

        foreach (var cancellation in seen.Cancellations.Where(one => Payment.RecordRefund(one, now)))
        {
            Record(LedgerEntryKind.GivenBack, cancellation.AmountMinor, reference: cancellation.Id);
        }

        if (ended is not null && Payment.Reissue(ended, now) is { } again)
        {
            Record(LedgerEntryKind.RefundOpened, again.AmountMinor, reference: $"{again.Id:D}");
        }

        Order.CancelIfFullyRefunded(now);
    }

    private void RecordMismatch()
    {
        var contradiction = LedgerEntry.Mismatch(Payment, seen.Capture!, source, now);
        if (!locked.Ledger.Any(contradiction.IsSameFactAs))
        {
            _events.Add(contradiction);
        }
    }

    private void Record(
        LedgerEntryKind kind, long? amountMinor = null, RefundReason? because = null, string? reference = null) =>
        _events.Add(new(Payment, kind, source, now, amountMinor, because, reference));
}
