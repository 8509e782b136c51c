// The one routine in which every report about a payment ends, whoever brings it: the shopper who returns from the
// window, the webhook, the sweep, the comparison. It believes none of them. It asks PortOne, then locks the order,
// reads it again, decides (Settle.cs), and writes payment, order and ledger together (RecordObservation.cs), or
// nothing; the stock of an order that ends follows in the same transaction (the schema sees to it). Any number of
// reports at the same moment settle a payment once.
using Microsoft.EntityFrameworkCore;
using Shop.Commerce.Data;
using Shop.Commerce.Disputes;
using Shop.Commerce.Orders;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Payments;

/// <summary>
/// What stands after a report; <paramref name="Seen"/> is what PortOne said, or null when it was not asked.
/// </summary>
public sealed record Completion(
    string PaymentKey, Guid OrderId, PaymentStatus Payment, OrderStatus Order, DebtReason? OwedBecause,
    PaymentObservation? Seen)
{
    /// <summary>The newest attempt failed; false if the window was only closed.</summary>
    public bool WasDeclined => Seen is { Outcome: PaymentOutcome.Declined };

    /// <summary>Why it failed, in the payment company's words; null if it did not say.</summary>
    public string? FailureText => Seen?.Attempt?.FailureText;

    /// <summary>Unknown never turns into failed: nothing is known yet, or the money may still come.</summary>
    public bool MayStillBePaid => Seen is { } seen
        && (seen.Outcome is PaymentOutcome.CannotBeAsked or PaymentOutcome.MayStillBeCaptured
                or PaymentOutcome.VirtualAccountIssued
            // Captured and being cancelled: as if nobody could be asked, until that is decided.
            || seen.IsBeingCancelled);
}

/// <summary>Finds out what became of a payment and settles it.</summary>
public sealed class CompletePayment(
    CommerceDb db, PortOneClient portOne, LockOrder lockOrder, PaymentTerms terms, MoneySettings settings,
    TimeProvider clock, MoneyMetrics metrics, ILogger<CompletePayment> logger)
{
    /// <summary>
    /// Settles the payment; null when there is none, or none of <paramref name="shopperId"/>'s where one is given.
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
            return known; // No payment of theirs, or settled: what stands is answered, and nobody is asked.
        }

        // Asked before the lock is taken, so that a slow provider never holds a row.
        var timeout = reporter == Reporter.Shopper ? settings.ShopperTimeout : settings.WorkerTimeout;
        var asked = clock.GetTimestamp();
        var seen = await portOne.GetPaymentAsync(paymentKey, timeout, ct);
        if (seen.Outcome == PaymentOutcome.CannotBeAsked)
        {
            logger.LogWarning(
                "PortOne cannot be asked about payment {PaymentKey} of order {OrderId}: {Trouble}",
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

        // Beside the decision: a dispute moves no money. An answer that contradicts the payment is not recorded.
        var disputes = decision.Verdict == Verdict.Contradiction
            ? []
            : payment.RecordDisputes(DisputesOf(payment, seen, reported), clock.GetUtcNow());

        if (isDecided || disputes.Count > 0)
        {
            db.Database.AutoSavepointsEnabled = false; // It is all or nothing; two exchanges less under the lock.
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
