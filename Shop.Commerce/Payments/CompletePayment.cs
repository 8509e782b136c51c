// What happens when a payment completes. Every report about a payment ends here: the shopper's return from the payment
// window, webhooks and the reconciliation (by RECONCILE jobs), the other jobs, and operators' commands. A report is
// only a trigger and is never trusted. The payment is retrieved from PortOne; then one transaction locks and rereads
// the order, decides, and writes payment, order, stock, ledger and jobs together. A capture that pays for the waiting
// order makes it READY; any other capture is refunded (PaymentDecision). It is idempotent: any number of concurrent
// reports settle a payment once.
using Shop.Commerce.Disputes;

namespace Shop.Commerce.Payments;

/// <summary>Retrieves a payment from PortOne and settles it.</summary>
public sealed class CompletePayment(
    CommerceDb db, PortOneClient portOne, LoadOrder loadOrder, LoadOrderForUpdate loadForUpdate,
    AcceptancePolicy policy, MoneySettings settings, TimeProvider clock, MoneyMetrics metrics,
    ILogger<CompletePayment> logger)
{
    /// <summary>
    /// Settles the payment. Returns null if it does not exist, or if <paramref name="shopperId"/> is given and the
    /// payment is not that shopper's.
    /// </summary>
    public Task<CompletionResult?> RunAsync(
        string paymentKey, Source source, Guid? shopperId, CancellationToken ct) =>
        RunAsync(paymentKey, source, shopperId, reports: [], ct);

    /// <summary>
    /// Settles the payment, and records the disputes that webhooks have reported if PortOne's answer lists none.
    /// </summary>
    public async Task<CompletionResult?> RunAsync(
        string paymentKey, Source source, Guid? shopperId, IReadOnlyList<DisputeReport> reports, CancellationToken ct)
    {
        if (await loadOrder.ByPaymentAsync(paymentKey, shopperId, ct) is not { } known)
        {
            return null;
        }

        var isSettled = known.Order.Payment.Status is not (PaymentStatus.Pending or PaymentStatus.Closed);
        if (isSettled && source == Source.Shopper)
        {
            // The shopper's return cannot change a settled payment, so no snapshot is needed.
            return new(known, Snapshot: null);
        }

        // Before the lock is taken, so that a slow response never holds a row lock.
        var snapshot = await RetrieveAsync(paymentKey, source, ct);
        if (snapshot.Status == ProviderStatus.Unavailable)
        {
            logger.LogWarning(
                "PortOne is unavailable for payment {PaymentKey} of order {OrderId}: {Reason}. A retry follows",
                paymentKey, known.Order.Id, snapshot.UnavailableReason);
            return new(known, snapshot);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await loadForUpdate.RunAsync(paymentKey, ct);
        var (order, payment) = (locked.Order, locked.Payment);

        var decision = PaymentDecision.Decide(
            payment.Status, payment.RecordedCapture(locked.Ledger), order.TotalWon, snapshot, policy);
        Apply(decision, locked, snapshot, source);
        var isDecided = db.ChangeTracker.HasChanges();

        // Independent of the decision, because a dispute moves no money. A mismatching answer is not trusted.
        var disputes = decision.Verdict == Verdict.Mismatch ? [] : RecordDisputes(locked, snapshot, reports);
        if (db.ChangeTracker.HasChanges())
        {
            await locked.SaveAsync(ct); // LockedOrder also writes the jobs, and the stock of an order that has ended.
            await transaction.CommitAsync(ct);
        }

        if (isDecided)
        {
            metrics.Decided(decision);
            LogDecision(decision, payment, source, snapshot);
        }

        disputes.ForEach(dispute => logger.LogDispute(dispute, order.Id));
        return new(locked.Current, snapshot);
    }

    private void LogDecision(Decision decision, Payment payment, Source source, PaymentSnapshot snapshot) => logger.Log(
        decision.Verdict == Verdict.Mismatch ? LogLevel.Error : LogLevel.Information,
        "Payment {PaymentKey} of order {OrderId}, reported by {Source}: {Status}, so {Verdict} {Reason}; now {Payment}",
        payment.Key, payment.OrderId, source, snapshot.Status, decision.Verdict, decision.Reason, payment.Status);

    private async Task<PaymentSnapshot> RetrieveAsync(string paymentKey, Source source, CancellationToken ct)
    {
        var timeout = source == Source.Shopper ? settings.ShopperTimeout : settings.WorkerTimeout;
        var startedAt = clock.GetTimestamp();
        var snapshot = await portOne.GetPaymentAsync(paymentKey, timeout, ct);
        if (snapshot.Status == ProviderStatus.VirtualAccountIssued)
        {
            // Uses what is left of this call's timeout. If nothing is left, the next check closes the account.
            var left = timeout - clock.GetElapsedTime(startedAt);
            await portOne.CloseVirtualAccountAsync(paymentKey, left > TimeSpan.Zero ? left : TimeSpan.Zero, ct);
        }

        return snapshot;
    }

    private static void Apply(Decision decision, LockedOrder locked, PaymentSnapshot snapshot, Source source)
    {
        var (order, payment, now) = (locked.Order, locked.Payment, locked.Now);
        switch (decision.Verdict)
        {
            case Verdict.None or Verdict.Wait:
                break;
            case Verdict.RecordAttempt:
                if (snapshot.Attempt is { } attempt && order.RecordAttempt(attempt)
                    && snapshot.Status is ProviderStatus.Failed)
                {
                    locked.Record(LedgerEntryKind.Declined, source, reference: attempt.Id);
                }

                break;
            case Verdict.Close:
                payment.Close();
                order.Cancel(now);
                locked.Record(LedgerEntryKind.Closed, source);
                break;
            case Verdict.AcceptCapture:
                payment.MarkPaid(snapshot.Capture!, now);
                order.MarkReady(now);
                locked.Record(
                    LedgerEntryKind.Paid, source, payment.CapturedMinor,
                    reference: snapshot.Capture!.TransactionId);
                break;
            case Verdict.RefundCapture:
                payment.RefundCapture(snapshot.Capture!, decision.Reason!.Value, now);
                order.CancelUnpaid(now);
                locked.Record(
                    LedgerEntryKind.RefundDue, source, payment.CapturedMinor, decision.Reason,
                    snapshot.Capture!.TransactionId);
                RecordRefunds.Run(locked, snapshot, source);
                break;
            case Verdict.RecordRefunds:
                RecordRefunds.Run(locked, snapshot, source);
                break;
            case Verdict.Mismatch:
                var mismatch = LedgerEntry.OfMismatch(payment, snapshot.Capture!, source, now);
                if (!locked.Ledger.Any(mismatch.IsSameFactAs))
                {
                    locked.Record(mismatch);
                }

                break;
            default:
                throw new InvalidOperationException($"Unknown verdict {decision.Verdict}.");
        }
    }

    // PortOne's list is the newest state, so a report counts only where there is no list.
    private static List<PaymentDispute> RecordDisputes(
        LockedOrder locked, PaymentSnapshot snapshot, IReadOnlyList<DisputeReport> reports)
    {
        var (payment, now) = (locked.Payment, locked.Now);
        if (snapshot.Disputes is { } listed)
        {
            return [.. payment.RecordDisputes(listed, now)];
        }

        return snapshot.Status == ProviderStatus.Captured
            ? [.. reports.SelectMany(report => payment.RecordDisputes(report.ChangesTo(payment.Disputes), now))]
            : [];
    }
}
