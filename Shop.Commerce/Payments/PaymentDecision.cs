// Decides what a snapshot of PortOne means for a payment. A pure function without I/O, so that every case can be tested
// without a database or PortOne.

namespace Shop.Commerce.Payments;

/// <summary>What to do about a snapshot.</summary>
public enum Verdict
{
    /// <summary>Nothing to record.</summary>
    None,

    /// <summary>
    /// Captured, but a cancellation is in progress: wait until PortOne decides it.
    /// </summary>
    Wait,

    /// <summary>Nothing was captured yet: record the attempt, which extends the time to pay.</summary>
    RecordAttempt,

    /// <summary>Nothing was captured and nothing can be any more: close the payment and the order.</summary>
    Close,

    /// <summary>Record the capture as payment of the order.</summary>
    AcceptCapture,

    /// <summary>Record the capture and its refunds; the rest must be refunded.</summary>
    RefundCapture,

    /// <summary>The capture is already recorded: record new refunds.</summary>
    RecordRefunds,

    /// <summary>
    /// The snapshot contradicts the recorded capture: change nothing but the ledger, and log an error for the
    /// operators.
    /// </summary>
    Mismatch,
}

/// <summary>A verdict, and the reason if the capture must be refunded.</summary>
public sealed record Decision(Verdict Verdict, RefundReason? Reason = null);

/// <summary>A capture as the shop has recorded it.</summary>
public sealed record RecordedCapture(
    string? TransactionId, long TotalMinor, string Currency, IReadOnlyDictionary<string, long> Refunded);

/// <summary>What a capture must match to be accepted for an order.</summary>
public sealed record AcceptancePolicy(string StoreId, bool RequiresLiveChannel);

/// <summary>Decides what a snapshot means for a payment.</summary>
public static class PaymentDecision
{
    /// <summary>Returns the decision. <paramref name="recorded"/> is required for a settled payment.</summary>
    public static Decision Decide(
        PaymentStatus payment, RecordedCapture? recorded, long totalWon, PaymentSnapshot snapshot,
        AcceptancePolicy policy)
    {
        switch (snapshot.Status)
        {
            case ProviderStatus.Unavailable:
                return new(Verdict.None);
            case ProviderStatus.NotCaptured:
            case ProviderStatus.Failed:
            case ProviderStatus.Processing:
            case ProviderStatus.VirtualAccountIssued:
                return new(payment is PaymentStatus.Pending ? Verdict.RecordAttempt : Verdict.None);
            case ProviderStatus.Voided:
                return new(payment is PaymentStatus.Pending ? Verdict.Close : Verdict.None);
            case ProviderStatus.Captured:
                return DecideCapture(payment, recorded, totalWon, snapshot, policy);
            default:
                throw new ArgumentOutOfRangeException(nameof(snapshot), snapshot.Status, null);
        }
    }

    private static Decision DecideCapture(
        PaymentStatus payment, RecordedCapture? recorded, long totalWon, PaymentSnapshot snapshot,
        AcceptancePolicy policy)
    {
        switch (payment)
        {
            case PaymentStatus.Pending or PaymentStatus.Closed when snapshot.IsBeingCancelled:
                return new(Verdict.Wait);
            case PaymentStatus.Pending:
                return ReasonToRefund(totalWon, snapshot, policy) is { } reason
                    ? new(Verdict.RefundCapture, reason)
                    : new(Verdict.AcceptCapture);
            case PaymentStatus.Closed:
                return new(Verdict.RefundCapture, RefundReason.OrderEnded);
            case PaymentStatus.Paid:
            case PaymentStatus.RefundDue:
            case PaymentStatus.Refunded:
                return new(IsMismatch(recorded!, snapshot) ? Verdict.Mismatch : Verdict.RecordRefunds);
            default:
                throw new ArgumentOutOfRangeException(nameof(payment), payment, null);
        }
    }

    private static bool IsMismatch(RecordedCapture recorded, PaymentSnapshot snapshot)
    {
        var capture = snapshot.Capture!;
        var unrecorded = snapshot.Cancellations.Where(cancellation => !recorded.Refunded.ContainsKey(cancellation.Id));
        return capture.TotalMinor != recorded.TotalMinor
            || capture.Currency != recorded.Currency
            || (recorded.TransactionId is { } known && capture.TransactionId != known)
            || snapshot.Cancellations.Any(cancellation =>
                recorded.Refunded.TryGetValue(cancellation.Id, out var amount) && amount != cancellation.AmountMinor)
            || recorded.Refunded.Values.Sum() + unrecorded.Sum(cancellation => cancellation.AmountMinor)
                > recorded.TotalMinor;
    }

    private static RefundReason? ReasonToRefund(long totalWon, PaymentSnapshot snapshot, AcceptancePolicy policy) =>
        snapshot.Capture switch
        {
            { Currency: not Currencies.Won } => RefundReason.CurrencyDiffers,
            { TotalMinor: var total } when total != totalWon => RefundReason.AmountDiffers,
            { TaxFreeMinor: not 0 } => RefundReason.TaxFreeDiffers,
            { StoreId: var store } when store != policy.StoreId => RefundReason.StoreDiffers,
            { IsLive: false } when policy.RequiresLiveChannel => RefundReason.TestChannel,
            { } when snapshot.Cancellations.Count > 0 => RefundReason.PartlyRefunded,
            { } => null,
            null => throw new ArgumentException("A captured payment has a capture.", nameof(snapshot)),
        };
}
