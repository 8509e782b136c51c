namespace Shop.Commerce.PortOne;

/// <summary>What PortOne says about a payment, in the words of the shop.</summary>
public enum PaymentOutcome
{
    /// <summary>PortOne knows no such payment, or the window is open.</summary>
    NothingCaptured,

    /// <summary>The last attempt failed. Another one may follow under the same key.</summary>
    Declined,

    /// <summary>Nothing is captured yet, but it may still be.</summary>
    MayStillBeCaptured,

    /// <summary>An account waits for a deposit; the shop does not sell that way.</summary>
    VirtualAccountIssued,

    /// <summary>Money was captured; some or all of it may have gone back since.</summary>
    Captured,

    /// <summary>Cancelled without a capture: nothing was captured, nor ever will be under this key.</summary>
    KeyIsDead,

    /// <summary>No answer, or one that cannot be understood. It says nothing about the money.</summary>
    CannotBeAsked,
}

/// <summary>One answer of PortOne.</summary>
public sealed record PaymentObservation(PaymentOutcome Outcome)
{
    /// <summary>The attempt that the answer is about.</summary>
    public Attempt? Attempt { get; init; }

    /// <summary>Present when, and only when, the outcome is <see cref="PaymentOutcome.Captured"/>.</summary>
    public Capture? Capture { get; init; }

    /// <summary>Cancellations that have succeeded; they never exceed the capture.</summary>
    public IReadOnlyList<Cancellation> Cancellations { get; init; } = [];

    /// <summary>Cancellations that failed, or of which nobody knows yet what becomes.</summary>
    public IReadOnlyList<UnfinishedCancellation> Unfinished { get; init; } = [];

    /// <summary>A cancellation has been asked for, and nobody knows yet what becomes of it.</summary>
    public bool IsBeingCancelled => Unfinished.Any(one => !one.HasFailed);

    /// <summary>Paid into an account of the shop's: PortOne returns it only to an account that is named.</summary>
    public bool RefundNeedsAccount { get; init; }

    /// <summary>The disputes that PortOne lists; null where it lists none, as it does once a part is refunded.</summary>
    public IReadOnlyList<Dispute>? Disputes { get; init; }

    /// <summary>What of the capture has not gone back, in the minor unit.</summary>
    public long CancellableMinor => (Capture?.TotalMinor ?? 0) - Cancellations.Sum(one => one.AmountMinor);

    /// <summary>The part of it on which no tax was paid.</summary>
    public long CancellableTaxFreeMinor =>
        Math.Max(0, (Capture?.TaxFreeMinor ?? 0) - Cancellations.Sum(one => one.TaxFreeMinor));

    /// <summary>Why PortOne cannot be asked, for the log.</summary>
    public string? Trouble { get; init; }

    public static PaymentObservation CannotBeAsked(string trouble) =>
        new(PaymentOutcome.CannotBeAsked) { Trouble = trouble };
}

/// <summary>An attempt in PortOne's window; each has its own id.</summary>
/// <param name="FailureText">Why it failed, in the payment company's words; null if it did not or did not say.</param>
public sealed record Attempt(string Id, DateTimeOffset At, bool HasFailed, string? FailureText = null);

/// <summary>Captured money, in the minor unit of its currency.</summary>
public sealed record Capture(
    string TransactionId, long TotalMinor, long TaxFreeMinor, string Currency, string StoreId, bool IsLive,
    DateTimeOffset? PaidAt);

/// <summary>
/// Money that went back; <paramref name="RefundId"/> is the shop's own refund that its reason names, if it names one.
/// </summary>
public sealed record Cancellation(
    string Id, long AmountMinor, long TaxFreeMinor, string Trigger, DateTimeOffset? RequestedAt,
    DateTimeOffset? CancelledAt, Guid? RefundId = null)
{
    /// <summary>The trigger of a cancellation that was asked for with the shop's API secret.</summary>
    public const string ByApi = "API";
}

/// <summary>A cancellation without a result, or without success.</summary>
public sealed record UnfinishedCancellation(string Id, Guid? RefundId, bool HasFailed);
