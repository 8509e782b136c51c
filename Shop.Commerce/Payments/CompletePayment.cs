// Every report about a payment ends here: the shopper's return from the payment window, webhooks, the sweep, the
// reconciliation and operators' commands. A report is only a trigger and is never trusted. CompletePayment retrieves
// the payment from PortOne, locks and rereads the order, decides (Settle.cs), and writes payment, order and ledger in
// one transaction (RecordObservation.cs); the schema returns the stock of an order that ends in the same transaction.
// It is idempotent: any number of concurrent reports settle a payment once.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Disputes;
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>
/// The state after a report. <paramref name="Seen"/> is PortOne's snapshot, or null if PortOne was not asked.
/// </summary>
public sealed record Completion(
    string PaymentKey, Guid OrderId, PaymentStatus Payment, OrderStatus Order, DebtReason? OwedBecause,
    PaymentObservation? Seen)
{
    /// <summary>True if the newest attempt failed; false if the shopper only closed the window.</summary>
    public bool WasDeclined => Seen is { Outcome: PaymentOutcome.Declined };

    /// <summary>Why it failed, in the payment company's words; null if it gave no reason.</summary>
    public string? FailureText => Seen?.Attempt?.FailureText;

    /// <summary>
    /// True if the result is unknown, or if money may still be captured. Unknown never counts as failed.
    /// </summary>
    public bool MayStillBePaid => Seen is { } seen
        && (seen.Outcome is PaymentOutcome.CannotBeAsked or PaymentOutcome.MayStillBeCaptured
                or PaymentOutcome.VirtualAccountIssued
            // Captured, with a cancellation in progress: unknown until PortOne decides the cancellation.
            || seen.IsBeingCancelled);
}

/// <summary>Retrieves a payment from PortOne and settles it.</summary>
public sealed class CompletePayment(
    CommerceDb db, PortOneClient portOne, LockOrder lockOrder, PaymentTerms terms, MoneySettings settings,
    TimeProvider clock, MoneyMetrics metrics, ILogger<CompletePayment> logger)
{
    /// <summary>
    /// Settles the payment. Returns null if it does not exist, or if <paramref name="shopperId"/> is given and the
    /// payment is not that shopper's.
    /// </summary>
    public Task<Completion?> RunAsync(
        string paymentKey, Reporter reporter, Guid? shopperId, CancellationToken ct) =>
        RunAsync(paymentKey, reporter, shopperId, reported: null, ct);

    /// <summary>
    /// Settles the payment, and records the dispute that a webhook has <paramref name="reported"/> if PortOne's answer
    /// lists no disputes.
    /// </summary>
    public async Task<Completion?> RunAsync(
        string paymentKey, Reporter reporter, Guid? shopperId, DisputeReport? reported, CancellationToken ct)
    {
        var known = await db.Payments.AsNoTracking()
            .Where(payment => payment.Key == paymentKey && (shopperId == null || payment.Order.ShopperId == shopperId))
            .Where(_ => shopperId == null || !db.WithdrawnShoppers.Any(gone => gone.ShopperId == shopperId))
            .Select(payment => new Completion(
                payment.Key, payment.OrderId, payment.Status, payment.OrderStatus, payment.OwedBecause, null))
            .SingleOrDefaultAsync(ct);

        var isRepeat = known is { Payment: not (PaymentStatus.Pending or PaymentStatus.Cancelled) };
        if (known is null || (isRepeat && reporter == Reporter.Shopper))
        {
            return known; // Not this shopper's payment, or already settled: PortOne is not asked.
        }

        // PortOne is called before the lock is taken, so that a slow response never holds a row lock.
        var timeout = reporter == Reporter.Shopper ? settings.ShopperTimeout : settings.WorkerTimeout;
        var asked = clock.GetTimestamp();
        var seen = await portOne.GetPaymentAsync(paymentKey, timeout, ct);
        if (seen.Outcome == PaymentOutcome.CannotBeAsked)
        {
            logger.LogWarning(
                "PortOne is unavailable for payment {PaymentKey} of order {OrderId}: {Trouble}. A retry follows",
                paymentKey, known.OrderId, seen.Trouble);
            return known with { Seen = seen };
        }

        if (seen.Outcome == PaymentOutcome.VirtualAccountIssued)
        {
            // Uses what is left of this call's timeout. If nothing is left, the next check closes the account.
            var left = timeout - clock.GetElapsedTime(asked);
            await portOne.CloseVirtualAccountAsync(paymentKey, left > TimeSpan.Zero ? left : TimeSpan.Zero, ct);
        }

        return await RecordAsync(paymentKey, reporter, seen, reported, ct);
    }

    private async Task<Completion> RecordAsync(
        string paymentKey, Reporter reporter, PaymentObservation seen, DisputeReport? reported, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await lockOrder.RunAsync(paymentKey, ct);
        var (order, payment) = (locked.Order, locked.Payment);
        var recorded = payment.RecordedCapture(locked.Ledger);
        var decision = Settle.Decide(payment.Status, recorded, order.TotalWon, seen, terms);
        db.PaymentEvents.AddRange(
            new RecordObservation(locked, seen, reporter, clock.GetUtcNow()).Carry(decision));
        var isDecided = db.ChangeTracker.HasChanges();

        // Independent of the decision, because a dispute moves no money. A mismatching answer is not trusted for
        // disputes.
        var disputes = decision.Verdict == Verdict.Contradiction
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
                decision.Verdict == Verdict.Contradiction ? LogLevel.Error : LogLevel.Information,
                "Payment {PaymentKey} of order {OrderId}, reported by {Reporter}: {Outcome}, so {Verdict} {Because}; "
                + "now {Payment}",
                paymentKey, order.Id, reporter, seen.Outcome, decision.Verdict, decision.Because, payment.Status);
        }

        foreach (var dispute in disputes)
        {
            LogDispute(dispute, order.Id);
        }

        return new(paymentKey, order.Id, payment.Status, order.Status, payment.OwedBecause, seen);
    }

    // PortOne's list is the newest state, so a report counts only where there is no list.
    private static IReadOnlyList<Dispute> DisputesOf(
        Payment payment, PaymentObservation seen, DisputeReport? reported) =>
        seen.Disputes
        ?? (seen.Outcome == PaymentOutcome.Captured ? reported?.ChangesTo(payment.Disputes) : null)
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
