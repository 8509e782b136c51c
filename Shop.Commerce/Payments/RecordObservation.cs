// Applies a decision to the order, its payment and the ledger. Called by CompletePayment under the order's lock. It
// only changes tracked entities; the caller saves all of them in one transaction.
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>Applies the decision about a snapshot.</summary>
internal sealed class RecordObservation(
    LockedOrder locked, PaymentObservation seen, Reporter reporter, DateTimeOffset now)
{
    private readonly List<PaymentEvent> _events = [];

    private Order Order => locked.Order;

    private Payment Payment => locked.Payment;

    /// <summary>Changes order and payment; returns the new ledger entries.</summary>
    public IReadOnlyList<PaymentEvent> Carry(Decision decision)
    {
        switch (decision.Verdict)
        {
            case Verdict.LeaveAsItIs or Verdict.AwaitCancellation:
                break;
            case Verdict.RememberAttempt:
                RememberAttempt();
                break;
            case Verdict.Close:
                Payment.Close();
                Order.Cancel(now);
                Record(PaymentEventKind.Closed);
                break;
            case Verdict.Buy:
                Payment.MarkPaid(seen.Capture!, now);
                Order.MarkReady(now);
                RecordCapture(PaymentEventKind.Paid, decision.Because);
                break;
            case Verdict.OweBack:
                Payment.OweRefund(seen.Capture!, decision.Because!.Value, now);
                Order.EndUnpaid(now);
                RecordCapture(PaymentEventKind.RefundDue, decision.Because);
                RecordGivenBack();
                break;
            case Verdict.RecordGivenBack:
                RecordGivenBack();
                break;
            case Verdict.Contradiction:
                RecordContradiction();
                break;
            default:
                throw new InvalidOperationException($"Unknown verdict {decision.Verdict}.");
        }

        return _events;
    }

    private void RememberAttempt()
    {
        if (seen.Attempt is { } attempt
            && Order.RememberAttempt(attempt)
            && seen.Outcome is PaymentOutcome.Declined)
        {
            Record(PaymentEventKind.Declined, reference: attempt.Id);
        }
    }

    private void RecordCapture(PaymentEventKind kind, DebtReason? because) =>
        Record(kind, Payment.CapturedMinor, because, seen.Capture!.TransactionId);

    private void RecordGivenBack()
    {
        // First, because the sum of a cancellation from outside and an impossible open refund may exceed the capture.
        var ended = Payment.FollowOpenRefund(seen) ? Payment.OpenRefund : null;
        if (ended is not null)
        {
            Payment.EndRefund(ended);
            Record(PaymentEventKind.RefundRefused, ended.AmountMinor, reference: $"{ended.Id:D}");
        }

        foreach (var cancellation in seen.Cancellations.Where(one => Payment.RecordGivenBack(one, now)))
        {
            Record(PaymentEventKind.GivenBack, cancellation.AmountMinor, reference: cancellation.Id);
        }

        if (ended is not null && Payment.BeginAgain(ended, now) is { } again)
        {
            Record(PaymentEventKind.RefundOpened, again.AmountMinor, reference: $"{again.Id:D}");
        }

        Order.EndWhenAllIsGivenBack(now);
    }

    private void RecordContradiction()
    {
        var contradiction = PaymentEvent.Contradiction(Payment, seen.Capture!, reporter, now);
        if (!locked.Ledger.Any(contradiction.SaysTheSameAs))
        {
            _events.Add(contradiction);
        }
    }

    private void Record(
        PaymentEventKind kind, long? amountMinor = null, DebtReason? because = null, string? reference = null) =>
        _events.Add(new(Payment, kind, reporter, now, amountMinor, because, reference));
}
