namespace Shop.Commerce.Payments;

/// <summary>
/// The order after a report. <paramref name="Snapshot"/> is PortOne's snapshot, or null if the payment was not
/// retrieved.
/// </summary>
public sealed record CompletionResult(LoadedOrder Loaded, PaymentSnapshot? Snapshot)
{
    public Order Order => Loaded.Order;

    public Payment Payment => Order.Payment;

    /// <summary>True if the newest attempt failed; false if the shopper only closed the window.</summary>
    public bool HasFailedAttempt => Snapshot is { Status: ProviderStatus.Failed };

    /// <summary>Why it failed, in the payment company's words; null if it gave no reason.</summary>
    public string? FailureText => Snapshot?.Attempt?.FailureText;

    /// <summary>
    /// True if the result is unknown, or if money may still be captured. Unknown never counts as failed.
    /// </summary>
    public bool MayStillBePaid => Snapshot is { } snapshot
        && (snapshot.Status is ProviderStatus.Unavailable or ProviderStatus.Processing
                or ProviderStatus.VirtualAccountIssued
            // Captured, with a cancellation in progress: unknown until PortOne decides the cancellation.
            || snapshot.IsBeingCancelled);
}
