namespace Shop.Commerce.PortOne;

/// <summary>The state of a payment at PortOne.</summary>
public enum ProviderStatus
{
    /// <summary>PortOne does not know the payment, or the payment window is open.</summary>
    NotCaptured,

    /// <summary>The last attempt failed. Another attempt under the same key is possible.</summary>
    Failed,

    /// <summary>Nothing is captured yet, but it may still be.</summary>
    Processing,

    /// <summary>A virtual account waits for a deposit. The shop does not offer this method and closes it.</summary>
    VirtualAccountIssued,

    /// <summary>Money was captured; some or all of it may have been refunded since.</summary>
    Captured,

    /// <summary>Cancelled without a capture: a capture under this key is no longer possible.</summary>
    Voided,

    /// <summary>No response, or one that cannot be parsed. Whether money was captured is unknown.</summary>
    Unavailable,
}

/// <summary>A snapshot of a payment, from one response of PortOne.</summary>
public sealed record PaymentSnapshot(ProviderStatus Status)
{
    /// <summary>The newest attempt; null if PortOne does not state it.</summary>
    public Attempt? Attempt { get; init; }

    /// <summary>Present when, and only when, the status is <see cref="ProviderStatus.Captured"/>.</summary>
    public Capture? Capture { get; init; }

    /// <summary>Cancellations that have succeeded; they never exceed the capture.</summary>
    public IReadOnlyList<Cancellation> Cancellations { get; init; } = [];

    /// <summary>Cancellations that failed or are not decided yet.</summary>
    public IReadOnlyList<UnfinishedCancellation> Unfinished { get; init; } = [];

    /// <summary>True if a cancellation was requested and is not decided yet.</summary>
    public bool IsBeingCancelled => Unfinished.Any(cancellation => !cancellation.HasFailed);

    /// <summary>Paid by deposit into a virtual account: PortOne refunds it only to a named bank account.</summary>
    public bool RefundNeedsBankAccount { get; init; }

    /// <summary>
    /// The disputes; null if the response has no list of them. PortOne omits the list once a part is refunded.
    /// </summary>
    public IReadOnlyList<Dispute>? Disputes { get; init; }

    /// <summary>The captured amount that is not refunded, in the minor unit.</summary>
    public long RefundableMinor =>
        (Capture?.TotalMinor ?? 0) - Cancellations.Sum(cancellation => cancellation.AmountMinor);

    /// <summary>The tax-free part of <see cref="RefundableMinor"/>.</summary>
    public long RefundableTaxFreeMinor =>
        Math.Max(0, (Capture?.TaxFreeMinor ?? 0) - Cancellations.Sum(cancellation => cancellation.TaxFreeMinor));

    /// <summary>Why PortOne is unavailable, for the log.</summary>
    public string? UnavailableReason { get; init; }

    public static PaymentSnapshot Unavailable(string reason) =>
        new(ProviderStatus.Unavailable) { UnavailableReason = reason };
}

/// <summary>An attempt in PortOne's payment window; each has a different id.</summary>
/// <param name="FailureText">Why it failed, in the payment company's words; null if it did not or did not say.</param>
public sealed record Attempt(string Id, DateTimeOffset At, bool HasFailed, string? FailureText = null);

/// <summary>Captured money, in the minor unit of its currency.</summary>
public sealed record Capture(
    string TransactionId, long TotalMinor, long TaxFreeMinor, string Currency, string StoreId, bool IsLive,
    DateTimeOffset? PaidAt);

/// <summary>
/// A succeeded cancellation. <paramref name="RefundId"/> is the shop's refund that its reason names; null if none.
/// </summary>
public sealed record Cancellation(
    string Id, long AmountMinor, long TaxFreeMinor, string Trigger, DateTimeOffset? RequestedAt,
    DateTimeOffset? CancelledAt, Guid? RefundId = null)
{
    /// <summary>The trigger of a cancellation that was requested with the shop's API secret.</summary>
    public const string ByApi = "API";
}

/// <summary>A cancellation that failed or is not decided yet.</summary>
public sealed record UnfinishedCancellation(string Id, Guid? RefundId, bool HasFailed);
