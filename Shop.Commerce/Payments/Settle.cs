// Decides what a snapshot of PortOne means for a payment. A pure function without I/O, so that every case can be tested
// without a database or PortOne.
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>What to do about a snapshot.</summary>
public enum Verdict
{
    /// <summary>Nothing to record.</summary>
    LeaveAsItIs,

    /// <summary>
    /// Captured, but a cancellation is in progress: wait until PortOne decides it.
    /// </summary>
    AwaitCancellation,

    /// <summary>Nothing was captured yet: record the attempt, which extends the time to pay.</summary>
    RememberAttempt,

    /// <summary>Nothing was captured and nothing can be any more: close the payment and the order.</summary>
    Close,

    /// <summary>Record the capture as payment of the order.</summary>
    Buy,

    /// <summary>Record the capture and its refunds; the rest must be refunded.</summary>
    OweBack,

    /// <summary>The capture is already recorded: record new refunds.</summary>
    RecordGivenBack,

    /// <summary>
    /// The snapshot contradicts the recorded capture: change nothing but the ledger, and log an error for the
    /// operators.
    /// </summary>
    Contradiction,
}

/// <summary>A verdict, and the reason if the capture must be refunded.</summary>
public sealed record Decision(Verdict Verdict, DebtReason? Because = null);

/// <summary>A capture as the shop has recorded it.</summary>
public sealed record RecordedCapture(
    string? TransactionId, long TotalMinor, string Currency, IReadOnlyDictionary<string, long> GivenBack);

/// <summary>What a capture must match to be accepted for an order.</summary>
public sealed record PaymentTerms(string StoreId, bool RequiresLiveChannel);

/// <summary>Decides what a snapshot means for a payment.</summary>
public static class Settle
{
    private const string Won = "KRW";

    /// <summary>Returns the decision. <paramref name="recorded"/> is required for a settled payment.</summary>
    public static Decision Decide(
        PaymentStatus payment, RecordedCapture? recorded, long totalWon, PaymentObservation seen, PaymentTerms terms)
    {
        switch (seen.Outcome)
        {
            case PaymentOutcome.CannotBeAsked:
                return new(Verdict.LeaveAsItIs);
            case PaymentOutcome.NothingCaptured:
            case PaymentOutcome.Declined:
            case PaymentOutcome.MayStillBeCaptured:
            case PaymentOutcome.VirtualAccountIssued:
                return new(payment is PaymentStatus.Pending ? Verdict.RememberAttempt : Verdict.LeaveAsItIs);
            case PaymentOutcome.KeyIsDead:
                return new(payment is PaymentStatus.Pending ? Verdict.Close : Verdict.LeaveAsItIs);
            case PaymentOutcome.Captured:
                return OfCapture(payment, recorded, totalWon, seen, terms);
            default:
                throw new ArgumentOutOfRangeException(nameof(seen), seen.Outcome, null);
        }
    }

    private static Decision OfCapture(
        PaymentStatus payment, RecordedCapture? recorded, long totalWon, PaymentObservation seen, PaymentTerms terms)
    {
        switch (payment)
        {
            case PaymentStatus.Pending or PaymentStatus.Cancelled when seen.IsBeingCancelled:
                return new(Verdict.AwaitCancellation);
            case PaymentStatus.Pending:
                return WhyNotToSell(totalWon, seen, terms) is { } because
                    ? new(Verdict.OweBack, because)
                    : new(Verdict.Buy);
            case PaymentStatus.Cancelled:
                return new(Verdict.OweBack, DebtReason.OrderEnded);
            case PaymentStatus.Paid:
            case PaymentStatus.RefundDue:
            case PaymentStatus.Refunded:
                return new(Contradicts(recorded!, seen) ? Verdict.Contradiction : Verdict.RecordGivenBack);
            default:
                throw new ArgumentOutOfRangeException(nameof(payment), payment, null);
        }
    }

    private static bool Contradicts(RecordedCapture recorded, PaymentObservation seen)
    {
        var capture = seen.Capture!;
        var fresh = seen.Cancellations.Where(one => !recorded.GivenBack.ContainsKey(one.Id));
        return capture.TotalMinor != recorded.TotalMinor
            || capture.Currency != recorded.Currency
            || (recorded.TransactionId is { } known && capture.TransactionId != known)
            || seen.Cancellations.Any(one =>
                recorded.GivenBack.TryGetValue(one.Id, out var amount) && amount != one.AmountMinor)
            || recorded.GivenBack.Values.Sum() + fresh.Sum(one => one.AmountMinor) > recorded.TotalMinor;
    }

    private static DebtReason? WhyNotToSell(long totalWon, PaymentObservation seen, PaymentTerms terms) =>
        seen.Capture switch
        {
            { Currency: not Won } => DebtReason.CurrencyDiffers,
            { TotalMinor: var total } when total != totalWon => DebtReason.AmountDiffers,
            { TaxFreeMinor: not 0 } => DebtReason.TaxFreeDiffers,
            { StoreId: var store } when store != terms.StoreId => DebtReason.StoreDiffers,
            { IsLive: false } when terms.RequiresLiveChannel => DebtReason.TestChannel,
            { } when seen.Cancellations.Count > 0 => DebtReason.PartlyGivenBack,
            { } => null,
            null => throw new ArgumentException("A captured payment has a capture.", nameof(seen)),
        };
}
