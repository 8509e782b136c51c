// Every report about a payment ends here: the shopper's return from the payment window, webhooks, the sweep, the
// reconciliation and operators' commands. A report is only a trigger and is never trusted. CompletePayment retrieves
// the payment from PortOne, locks and rereads the order, decides (PaymentDecision.cs), and writes payment, order and
// ledger in one transaction (ApplyDecision.cs). The schema returns the stock of an order that ends in the same one.
// It is idempotent: any number of concurrent reports settle a payment once.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Disputes;
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>
/// The state after a report. <paramref name="Snapshot"/> is PortOne's snapshot, or null if PortOne was not asked.
/// </summary>
public sealed record CompletionResult(
    string PaymentKey, Guid OrderId, PaymentStatus Payment, OrderStatus Order, RefundReason? RefundReason,
    PaymentSnapshot? Snapshot)
{
    /// <summary>True if the newest attempt failed; false if the shopper only closed the window.</summary>
    public bool HasFailedAttempt => Snapshot is { Status: ProviderStatus.Failed };

    /// <summary>Why it failed, in the payment company's words; null if it gave no reason.</summary>
    public string? FailureText => Snapshot?.Attempt?.FailureText;

    /// <summary>
    /// True if the result is unknown, or if money may still be captured. Unknown never counts as failed.
    /// </summary>
    public bool MayStillBePaid => Snapshot is { } seen
        && (seen.Status is ProviderStatus.Unavailable or ProviderStatus.Processing
                or ProviderStatus.VirtualAccountIssued
            // Captured, with a cancellation in progress: unknown until PortOne decides the cancellation.
            || seen.IsBeingCancelled);
}

/// <summary>Retrieves a payment from PortOne and settles it.</summary>
public sealed class CompletePayment(
    CommerceDb db, PortOneClient portOne, LoadOrderForUpdate lockOrder, AcceptancePolicy terms, MoneySettings settings,
    TimeProvider clock, MoneyMetrics metrics, ILogger<CompletePayment> logger)
{
    /// <summary>
    /// Settles the payment. Returns null if it does not exist, or if <paramref name="shopperId"/> is given and the
    /// payment is not that shopper's.
    /// </summary>
    public Task<CompletionResult?> RunAsync(
        string paymentKey, Source source, Guid? shopperId, CancellationToken ct) =>
        RunAsync(paymentKey, source, shopperId, reported: null, ct);

    /// <summary>
    /// Settles the payment, and records the dispute that a webhook has <paramref name="reported"/> if PortOne's answer
    /// lists no disputes.
    /// </summary>
    public async Task<CompletionResult?> RunAsync(
        string paymentKey, Source source, Guid? shopperId, DisputeReport? reported, CancellationToken ct)
    {
        var known = await db.Payments.AsNoTracking()
            .Where(payment => payment.Key == paymentKey && (shopperId == null || payment.Order.ShopperId == shopperId))
            .Where(_ => shopperId == null || !db.WithdrawnShoppers.Any(gone => gone.ShopperId == shopperId))
            .Select(payment => new CompletionResult(
                payment.Key, payment.OrderId, payment.Status, payment.OrderStatus, payment.RefundReason, null))
            .SingleOrDefaultAsync(ct);

        var isRepeat = known is { Payment: not (PaymentStatus.Pending or PaymentStatus.Cancelled) };
        if (known is null || (isRepeat && source == Source.Shopper))
        {
            return known; // Not this shopper's payment, or already settled: PortOne is not asked.
        }

        // PortOne is called before the lock is taken, so that a slow response never holds a row lock.
        var timeout = source == Source.Shopper ? settings.ShopperTimeout : settings.WorkerTimeout;
        var asked = clock.GetTimestamp();
        var seen = await portOne.GetPaymentAsync(paymentKey, timeout, ct);
        if (seen.Status == ProviderStatus.Unavailable)
        {
            logger.LogWarning(
                "PortOne is unavailable for payment {PaymentKey} of order {OrderId}: {Reason}. A retry follows",
                paymentKey, known.OrderId, seen.UnavailableReason);
            return known with { Snapshot = seen };
        }

        if (seen.Status == ProviderStatus.VirtualAccountIssued)
        {
            // Uses what is left of this call's timeout. If nothing is left, the next check closes the account.
            var left = timeout - clock.GetElapsedTime(asked);
            await portOne.CloseVirtualAccountAsync(paymentKey, left > TimeSpan.Zero ? left : TimeSpan.Zero, ct);
        }

        return await RecordAsync(paymentKey, source, seen, reported, ct);
    }

    private async Task<CompletionResult> RecordAsync(
        string paymentKey, Source source, PaymentSnapshot seen, DisputeReport? reported, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await lockOrder.RunAsync(paymentKey, ct);
        var (order, payment) = (locked.Order, locked.Payment);
        var recorded = payment.RecordedCapture(locked.Ledger);
        var decision = PaymentDecision.Decide(payment.Status, recorded, order.TotalWon, seen, terms);
        db.PaymentEvents.AddRange(
            new ApplyDecision(locked, seen, source, clock.GetUtcNow()).Apply(decision));
        var isDecided = db.ChangeTracker.HasChanges();

        // Independent of the decision, because a dispute moves no money. A mismatching answer is not trusted for
        // disputes.
        var disputes = decision.Verdict == Verdict.Mismatch
            ? []
            : payment.RecordDisputes(DisputesOf(payment, seen, reported), clock.GetUtcNow());

        if (isDecided || disputes.Count > 0)
        {
            db.Database.AutoSavepointsEnabled = false; // Not needed; saves two round trips while the lock is held.
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        if (isDecided)
        {
            metrics.Decided(decision);
            logger.Log(
                decision.Verdict == Verdict.Mismatch ? LogLevel.Error : LogLevel.Information,
                "Payment {PaymentKey} of order {OrderId}, reported by {Source}: {Outcome}, so {Verdict} {Because}; "
                + "now {Payment}",
                paymentKey, order.Id, source, seen.Status, decision.Verdict, decision.Reason, payment.Status);
        }

        foreach (var dispute in disputes)
        {
            LogDispute(dispute, order.Id);
        }

        return new(paymentKey, order.Id, payment.Status, order.Status, payment.RefundReason, seen);
    }

    // PortOne's list is the newest state, so a report counts only where there is no list.
    private static IReadOnlyList<Dispute> DisputesOf(
        Payment payment, PaymentSnapshot seen, DisputeReport? reported) =>
        seen.Disputes
        ?? (seen.Status == ProviderStatus.Captured ? reported?.ChangesTo(payment.Disputes) : null)
        ?? [];

    private void LogDispute(PaymentDispute dispute, Guid orderId)
    {
        if (dispute.IsOpen)
        {
            logger.LogWarning(
                "Payment {PaymentKey} of order {OrderId} is disputed since {OpenedAt:u} ({Status}). Answer the dispute "
                + "in PortOne's console before you ship.",
                dispute.PaymentKey, orderId, dispute.OpenedAt, dispute.Status);
        }
        else
        {
            logger.LogInformation(
                "The dispute of payment {PaymentKey} of order {OrderId} was resolved at {ResolvedAt:u}.",
                dispute.PaymentKey, orderId, dispute.ResolvedAt);
        }
    }
}
