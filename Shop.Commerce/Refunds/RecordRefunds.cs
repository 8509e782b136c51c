namespace Shop.Commerce.Refunds;

/// <summary>Records the cancellations of a snapshot as refunds, and what they mean for the open refund.</summary>
internal static class RecordRefunds
{
    public static void Run(LockedOrder locked, PaymentSnapshot snapshot, Source source)
    {
        var payment = locked.Payment;

        // First, because the sum of a cancellation from outside and an impossible open refund may exceed the capture.
        var rejected = payment.UpdateOpenRefund(snapshot) ? payment.OpenRefund : null;
        if (rejected is not null)
        {
            payment.RejectRefund(rejected);
            locked.Record(LedgerEntryKind.RefundRejected, source, rejected);
        }

        foreach (var cancellation in snapshot.Cancellations
            .Where(cancellation => payment.RecordRefund(cancellation, locked.Now)))
        {
            locked.Record(LedgerEntryKind.Refunded, source, cancellation.AmountMinor, reference: cancellation.Id);
        }

        if (rejected is not null && payment.Reissue(rejected, locked.Now) is { } again)
        {
            locked.Record(LedgerEntryKind.RefundOpened, source, again);
        }

        locked.Order.CancelIfFullyRefunded(locked.Now);
    }
}
