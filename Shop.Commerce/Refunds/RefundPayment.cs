// Refunds a payment, exactly once. The REFUND job runs it; Payment.UpdateJobs (Payment.Jobs.cs) adds that job while a
// payment is REFUND_DUE or a refund is open. Each run first retrieves the payment from PortOne and records the snapshot
// through CompletePayment: a cancellation whose reason ends with our refund id is ours, any other came from outside. A
// missing cancellation proves nothing, so an open refund is sent again unchanged, under the same Idempotency-Key, even
// if the balance has changed since; the response decides. Only if no refund is open, the remaining amount is computed
// under the order's lock and stored as a new refund before it is sent.
// Only an answer of PortOne ends a refund: after a lost response it stays unknown and is retried without a limit.
namespace Shop.Commerce.Refunds;

/// <summary>The result of one run.</summary>
public enum RefundProgress
{
    /// <summary>Nothing is left to refund, and no refund is open.</summary>
    Done,

    /// <summary>PortOne is processing the refund, or a cancellation of this payment from outside.</summary>
    UnderWay,

    /// <summary>PortOne is unavailable, or the result of the request is unknown.</summary>
    Unknown,

    /// <summary>PortOne rejected the refund; a later run opens a new one for what must still be refunded.</summary>
    Rejected,

    /// <summary>PortOne refunds the deposit only to a bank account that the shopper names.</summary>
    NeedsBankAccount,
}

/// <summary>Sends what must be refunded to PortOne, and records what PortOne has refunded.</summary>
public sealed class RefundPayment(
    CommerceDb db, CompletePayment complete, PortOneClient portOne, LoadOrderForUpdate loadForUpdate,
    MoneySettings settings, MoneyMetrics metrics, ILogger<RefundPayment> logger)
{
    public async Task<RefundProgress> RunAsync(string paymentKey, CancellationToken ct)
    {
        if (await RetrieveAsync(paymentKey, ct) is not { } snapshot)
        {
            return RefundProgress.Unknown;
        }

        var (notSent, orderId, command) = await PrepareAsync(paymentKey, snapshot, ct);
        if (command is null)
        {
            logger.LogInformation(
                "Payment {PaymentKey} of order {OrderId}: no refund was sent in this run, progress {Progress}",
                paymentKey, orderId, notSent);
            return notSent!.Value;
        }

        var outcome = await portOne.CancelAsync(command, settings.RefundTimeout, ct);
        var progress = outcome switch
        {
            CancelOutcome.Succeeded(var cancellation) => await SucceedAsync(command, cancellation, ct),
            CancelOutcome.Rejected(var reason) => await RejectAsync(command, reason, ct),
            CancelOutcome.Requested => RefundProgress.UnderWay,
            CancelOutcome.Unknown => RefundProgress.Unknown,
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
        metrics.Refunded(progress);
        logger.LogInformation(
            "Refund {RefundId} of payment {PaymentKey} of order {OrderId}, {AmountMinor} in its minor unit: PortOne "
            + "answered {Outcome}, progress {Progress}",
            command.RefundId, paymentKey, orderId, command.AmountMinor, Words(outcome), progress);
        return progress;
    }

    /// <summary>
    /// Retrieves and records PortOne's snapshot; null if PortOne is unavailable or reports no capture.
    /// </summary>
    private async Task<PaymentSnapshot?> RetrieveAsync(string paymentKey, CancellationToken ct)
    {
        var result = await complete.RunAsync(paymentKey, Source.Job, shopperId: null, ct);
        return result?.Snapshot is { Status: ProviderStatus.Captured } snapshot ? snapshot : null;
    }

    /// <summary>Stores the refund and returns the request to send, or else why this run sends none.</summary>
    private async Task<(RefundProgress? NotSent, Guid OrderId, CancelCommand? Command)> PrepareAsync(
        string paymentKey, PaymentSnapshot snapshot, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await loadForUpdate.RunAsync(paymentKey, ct);
        var (order, payment) = (locked.Order, locked.Payment);
        if (payment.OpenRefund is null && payment.Status != PaymentStatus.RefundDue)
        {
            return (RefundProgress.Done, order.Id, null);
        }

        if (snapshot.RefundNeedsBankAccount)
        {
            payment.RequireBankAccount();
            await locked.SaveAsync(ct);
            await transaction.CommitAsync(ct);
            return (RefundProgress.NeedsBankAccount, order.Id, null);
        }

        // The snapshot may be older than the locked rows. The next run retrieves it again.
        if (snapshot.IsBeingCancelled
            || (payment.OpenRefund is null && snapshot.RefundableMinor != payment.RefundableMinor))
        {
            return (RefundProgress.UnderWay, order.Id, null);
        }

        if (payment.OpenRefund is null or { Status: RefundStatus.Pending } && RetryAt(locked) > locked.Now)
        {
            return (RefundProgress.Rejected, order.Id, null);
        }

        var refund = payment.OpenRefund
            ?? Open(locked, Math.Min(snapshot.RefundableTaxFreeMinor, payment.RefundableMinor));
        await locked.SaveAsync(ct); // The schema requires a stored PENDING refund before it is marked as sent.
        refund.MarkSent();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (null, order.Id, new(
            refund.Id, payment.Key, refund.AmountMinor, refund.TaxFreeMinor, refund.CancellableMinor!.Value,
            refund.Reason));
    }

    private async Task<RefundProgress> SucceedAsync(
        CancelCommand command, Cancellation cancellation, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await loadForUpdate.RunAsync(command.PaymentKey, ct);
        var payment = locked.Payment;
        if (payment.RecordRefund(cancellation, locked.Now)) // False if another run has recorded it meanwhile.
        {
            locked.Order.CancelIfFullyRefunded(locked.Now);
            locked.Record(
                LedgerEntryKind.Refunded, Source.Job, cancellation.AmountMinor, reference: cancellation.Id);
        }
        else if (payment.OpenRefund is { } open && open.Id == command.RefundId)
        {
            // The cancellation was already recorded as one from outside, because its reason lost our id. Ends this
            // refund, so that the amount is not counted twice.
            payment.RejectRefund(open);
            locked.Record(LedgerEntryKind.RefundRejected, Source.Job, open);
        }

        await locked.SaveAsync(ct);
        await transaction.CommitAsync(ct);
        return payment is { OpenRefund: null, Status: not PaymentStatus.RefundDue }
            ? RefundProgress.Done
            : RefundProgress.UnderWay;
    }

    /// <summary>
    /// Ends a rejected refund. An earlier request of it may have succeeded and be the cause of the rejection, so
    /// the payment is retrieved first. A partial refund is opened again at once; if the payment must be fully refunded,
    /// the next run opens a refund of the whole rest.
    /// </summary>
    private async Task<RefundProgress> RejectAsync(CancelCommand command, string reason, CancellationToken ct)
    {
        logger.LogWarning(
            "PortOne rejected refund {RefundId} of payment {PaymentKey}: {Reason}. The payment is checked before the "
            + "next attempt", command.RefundId, command.PaymentKey, reason);
        if (await RetrieveAsync(command.PaymentKey, ct) is not { } snapshot)
        {
            return RefundProgress.Unknown;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await loadForUpdate.RunAsync(command.PaymentKey, ct);
        var payment = locked.Payment;
        if (payment.OpenRefund?.Id != command.RefundId)
        {
            return payment is { OpenRefund: null, Status: not PaymentStatus.RefundDue }
                ? RefundProgress.Done
                : RefundProgress.Rejected; // Ended when the snapshot was recorded.
        }

        if (snapshot.IsBeingCancelled
            || snapshot.Cancellations.Any(cancellation => cancellation.RefundId == command.RefundId))
        {
            return RefundProgress.UnderWay;
        }

        var rejected = payment.OpenRefund;
        payment.RejectRefund(rejected);
        locked.Record(LedgerEntryKind.RefundRejected, Source.Job, rejected);
        if (payment.Reissue(rejected, locked.Now) is { } again)
        {
            locked.Record(LedgerEntryKind.RefundOpened, Source.Job, again);
        }
        else if (payment.Status == PaymentStatus.Paid)
        {
            logger.LogError(
                "Refund {RefundId} of order {OrderId} is not sent again: a cancellation of the same amount was made "
                + "meanwhile, or nothing is left to refund. Check the payment in PortOne's console",
                command.RefundId, locked.Order.Id);
        }

        // Both changes in one commit: otherwise the refund job would be removed and added again, due at once, and the
        // rejected refund would be retried without a wait.
        await locked.SaveAsync(ct);
        await transaction.CommitAsync(ct);
        return RefundProgress.Rejected;
    }

    /// <summary>
    /// The earliest time to send a new refund after rejected ones. PortOne may accept a request and reject it later, so
    /// the wait of the job alone would not grow. A refund of the whole rest does not wait for a rejected part.
    /// </summary>
    private DateTimeOffset RetryAt(LockedOrder locked)
    {
        var rejections = locked.Ledger.Reverse()
            .TakeWhile(entry => entry.Event != LedgerEntryKind.RefundRequired)
            .Where(entry => entry.Event == LedgerEntryKind.RefundRejected)
            .ToList();
        return rejections is [var newest, ..]
            ? newest.At + settings.RetryAfter(rejections.Count - 1, settings.MaxRejectedDelay).Wait
            : DateTimeOffset.MinValue;
    }

    private static Refund Open(LockedOrder locked, long taxFreeMinor)
    {
        var refund = locked.Payment.BeginRefund(locked.Payment.RefundableMinor, taxFreeMinor, locked.Now);
        locked.Record(LedgerEntryKind.RefundOpened, Source.Job, refund);
        return refund;
    }

    private static string Words(CancelOutcome outcome) => outcome switch
    {
        CancelOutcome.Rejected(var reason) => reason,
        CancelOutcome.Unknown(var reason) => reason,
        _ => outcome.GetType().Name,
    };
}
